// The made-up brand on a server of its own, for the commands that look at the
// client rather than test it. XENO_URL names a server that runs already and has
// data; then none is started.
import { Api } from './api.mjs'
import { signIn } from './credentials.mjs'
import { Program } from './programs.mjs'
import { Stack } from './stack.mjs'

const CUSTOMERS = 20_000

/** Returns the server's `url`, the `headers` that let one in, an `api`, and how to `stop` it. */
export async function startDemonstration(customers = CUSTOMERS) {
  const url = process.env.XENO_URL
  if (url) {
    const headers = await signIn(url)
    return { url, headers, api: new Api({ url, headers }), stop: async () => {} }
  }
  const stack = await Stack.start()
  // Whoever is ended from outside takes the servers along.
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => void stack.stop().finally(() => process.exit(130)))
  }
  try {
    const api = new Api(stack)
    await loadBrand(api, customers)
    return { url: stack.url, headers: stack.headers, api, stop: () => stack.stop() }
  } catch (error) {
    await stack.stop()
    throw error
  }
}

async function loadBrand(api, customers) {
  const { secret } = await api.createKey('demonstration data')
  const args = ['demo', '--url', api.url, '--customers', String(customers)]
  const env = { ...process.env, XENO_API_KEY: secret }
  await new Program(process.env.XENO_BIN, args, env).success()
}
