// Starts programs, waits for what they say, and stops them again. What a
// program printed is kept, so that a failed start can say why.
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

const STOP_WITHIN_MS = 10_000

/** Waits until `attempt` returns something other than undefined, null or false. */
export async function until(what, attempt, withinMs = 30_000) {
  const deadline = Date.now() + withinMs
  for (;;) {
    const found = await attempt()
    if (found !== undefined && found !== null && found !== false) return found
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs} ms in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

// Below the range that the kernel gives to clients, so that a port stays free
// while its server is killed and started again.
const [LOWEST_PORT, HIGHEST_PORT] = [20_000, 32_000]

/** A port that was free a moment ago. */
export async function freePort() {
  for (;;) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT)
    const server = createServer().listen(port, '127.0.0.1')
    try {
      await once(server, 'listening')
    } catch {
      continue
    }
    server.close()
    await once(server, 'close')
    return port
  }
}

export class Program {
  #child
  #output = ''

  constructor(command, args, env) {
    this.command = command
    this.#child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (this.#output += text))
    }
    this.#child.on('error', (error) => (this.#output += String(error)))
    this.exited = new Promise((resolve) => this.#child.on('close', resolve))
  }

  get output() {
    return this.#output
  }

  /** Whether it has ended, for whatever reason. */
  get ended() {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** Waits for `attempt` as `until` does, but no longer than the program lives. */
  async until(what, attempt) {
    return await until(what, async () => {
      if (this.ended) throw new Error(`${this.command} ended early:\n${this.#output}`)
      return await attempt(this.#output)
    })
  }

  /** Waits for its end, which must be a good one. */
  async success() {
    const code = await this.exited
    if (code !== 0) throw new Error(`${this.command} ended with ${code}:\n${this.#output}`)
  }

  async kill() {
    this.#child.kill('SIGKILL')
    await this.exited
  }

  /** Asks it to stop; one that does not is killed. */
  async stop() {
    if (this.ended) return
    this.#child.kill('SIGTERM')
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_WITHIN_MS)
    await this.exited
    clearTimeout(timer)
  }
}
