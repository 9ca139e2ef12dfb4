// The real thing: a database of its own, a private Redis, vendor_sim, and the
// server with all its workers, on free ports.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { signIn } from './credentials.mjs'
import { freePort, Program } from './programs.mjs'

/** The variables that `make test` sets; `make servers` prints them for use by hand. */
function required(name) {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set. Run \`make test\`, or \`make servers\` first.`)
  return value
}

async function inDatabase(url, sql) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query(sql)
    return rows
  } finally {
    await client.end()
  }
}

/** Whether a Redis answers PING on the port. */
function redisAnswers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.on('data', (data) => {
      socket.destroy()
      resolve(data.toString().startsWith('+PONG'))
    })
    socket.on('error', () => resolve(false))
  })
}

export class Stack {
  /** Where the server is. */
  url
  /** What every call brings, to be let in; it outlives the server. */
  headers
  #undo = []
  #env
  #xeno
  #vendorUrl

  /** With settings beside its own; where they name a provider, nobody has signed in. */
  static async start(settings = {}) {
    const stack = new Stack()
    try {
      await stack.#start(settings)
    } catch (error) {
      await stack.stop()
      throw error
    }
    return stack
  }

  async #start(settings) {
    const folder = await mkdtemp(join(tmpdir(), 'xeno-e2e-'))
    this.#undo.push(() => rm(folder, { recursive: true, force: true }))
    const secret = `whsec_${randomBytes(32).toString('base64')}`
    const [databaseUrl, redisUrl, vendorUrl] = await Promise.all([
      this.#createDatabase(),
      this.#startRedis(folder),
      this.#startVendor(folder, secret),
    ])
    this.#vendorUrl = vendorUrl
    const port = await freePort()
    this.url = `http://127.0.0.1:${port}`
    this.#env = {
      ...process.env,
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      LISTEN: `127.0.0.1:${port}`,
      PUBLIC_URL: this.url,
      VENDOR_URL: vendorUrl,
      VENDOR_SECRET: secret,
      ...settings,
    }
    await new Program(required('XENO_BIN'), ['migrate'], this.#env).success()
    this.#undo.push(() => this.#xeno?.stop())
    await this.startServer()
    if (!settings.OIDC_CLIENT_ID) this.headers = await signIn(this.url)
  }

  async #createDatabase() {
    const admin = required('TEST_DATABASE_URL')
    const name = `xeno_e2e_${process.pid}_${randomBytes(4).toString('hex')}`
    await inDatabase(admin, `CREATE DATABASE ${name}`)
    this.#undo.push(() => inDatabase(admin, `DROP DATABASE ${name} WITH (FORCE)`))
    const url = new URL(admin)
    url.pathname = name
    return url.href
  }

  async #startRedis(folder) {
    const port = await freePort()
    const options = ['--port', port, '--bind', '127.0.0.1', '--dir', folder, '--save', '']
    const redis = new Program(required('REDIS_SERVER'), options.map(String), process.env)
    this.#undo.push(() => redis.stop())
    await redis.until('Redis answers', () => redisAnswers(port))
    return `redis://127.0.0.1:${port}/`
  }

  async #startVendor(folder, secret) {
    const vendor = new Program(required('VENDOR_SIM_BIN'), [], {
      ...process.env,
      VENDOR_LISTEN: '127.0.0.1:0',
      VENDOR_DATA_DIR: join(folder, 'vendor'),
      VENDOR_SECRET: secret,
    })
    this.#undo.push(() => vendor.stop())
    const [, url] = await vendor.until('vendor_sim names its address', (output) =>
      /vendor_sim listening on (http:\S+)/.exec(output),
    )
    return url
  }

  /** Starts the server at the same address as before. */
  async startServer() {
    const xeno = new Program(required('XENO_BIN'), ['up'], this.#env)
    this.#xeno = xeno
    await xeno.until('the server is ready', async () => {
      const answer = await fetch(`${this.url}/readyz`).catch(() => null)
      return answer?.ok
    })
  }

  /** Asks the database itself. */
  async sql(statement) {
    return inDatabase(this.#env.DATABASE_URL, statement)
  }

  /** Changes how the vendor behaves from now on. */
  async setVendor(settings) {
    const answer = await fetch(`${this.#vendorUrl}/v1/settings`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(settings),
    })
    if (!answer.ok) throw new Error(`vendor_sim refuses the settings: ${await answer.text()}`)
  }

  /** In order, and waits for its end. */
  async stopServer() {
    await this.#xeno.stop()
  }

  /** As a crash would. */
  async killServer() {
    await this.#xeno.kill()
  }

  /** What the server printed since its last start. */
  get serverOutput() {
    return this.#xeno?.output ?? ''
  }

  /** Stops everything, the last started first, whatever fails on the way. */
  async stop() {
    for (const undo of this.#undo.splice(0).toReversed()) {
      await Promise.resolve(undo()).catch((error) => console.error(error))
    }
  }
}
