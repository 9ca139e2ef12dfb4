// A real OpenID Connect provider, which people sign in with. Its pages are two:
// who are you, and what came of it; everything between is oidc-provider's.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Provider } from 'oidc-provider'

const SCOPES = 'openid email profile'

/** A key pair for signing, as the provider keeps it. */
function signingKey(type, options, properties) {
  const jwk = generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' })
  return { ...jwk, kid: randomBytes(8).toString('hex'), use: 'sig', ...properties }
}

const newKeys = () => [
  signingKey('rsa', { modulusLength: 2048 }, { alg: 'RS256' }),
  signingKey('ec', { namedCurve: 'P-256' }, { alg: 'ES256' }),
]

const page = (title, body) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>${title}</title><h1>${title}</h1>${body}</html>`

const signInPage = (uid) =>
  page(
    'Who are you?',
    `<form method="post" action="/interaction/${uid}">
       <label>Account <input name="account" autofocus></label>
       <button>Continue</button>
       <button name="denied" value="yes">Turn back</button>
     </form>`,
  )

async function formOf(request) {
  let body = ''
  for await (const piece of request) body += piece
  return new URLSearchParams(body)
}

export class IdentityProvider {
  clientId = 'xeno'
  clientSecret = randomBytes(32).toString('hex')
  /** What the provider knows of each account beside its name. */
  accounts = {}
  #keys = newKeys()
  #server = createServer((request, response) => void this.#answer(request, response))
  #redirectUri
  #provider

  static async start() {
    const provider = new IdentityProvider()
    provider.#server.listen(0, '127.0.0.1')
    await once(provider.#server, 'listening')
    provider.issuer = `http://127.0.0.1:${provider.#server.address().port}`
    return provider
  }

  async stop() {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  /** What the server has to be told. */
  get settings() {
    return {
      OIDC_ISSUER: this.issuer,
      OIDC_CLIENT_ID: this.clientId,
      OIDC_CLIENT_SECRET: this.clientSecret,
    }
  }

  /** Serves the client that comes back to `url`; a second client, too, called "another". */
  serve(url) {
    this.#redirectUri = `${url}/auth/callback`
    this.#begin()
  }

  /** Signs with new keys from now on; the old ones are gone. */
  rotateKeys() {
    this.#keys = newKeys()
    this.#begin()
  }

  /** Has id tokens signed with another algorithm. */
  signWith(algorithm) {
    this.#begin(algorithm)
  }

  #begin(algorithm = 'RS256') {
    const client = {
      client_secret: this.clientSecret,
      redirect_uris: [this.#redirectUri],
      id_token_signed_response_alg: algorithm,
    }
    this.#provider = new Provider(this.issuer, {
      clients: [
        { ...client, client_id: this.clientId },
        { ...client, client_id: 'another' },
      ],
      jwks: { keys: this.#keys },
      enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256', 'HS256'] },
      cookies: { keys: [randomBytes(16).toString('hex')] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      // As Google does it: what is asked for stands in the id token.
      conformIdTokenClaims: false,
      // Not demanded, so that what comes of leaving it out can be tried.
      pkce: { required: () => false },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
      findAccount: (_context, accountId) => ({
        accountId,
        claims: () => ({
          sub: accountId,
          name: accountId,
          email: `${accountId}@example.com`,
          email_verified: true,
          ...this.accounts[accountId],
        }),
      }),
      loadExistingGrant: async ({ oidc }) => {
        const grant = new oidc.provider.Grant({
          clientId: oidc.client.clientId,
          accountId: oidc.session.accountId,
        })
        grant.addOIDCScope(SCOPES)
        await grant.save()
        return grant
      },
      renderError: (context, { error, error_description: why }) => {
        context.type = 'html'
        context.body = page('Something is wrong', `<p>${error}: ${why}</p>`)
      },
    })
  }

  async #answer(request, response) {
    const [, uid] = /^\/interaction\/([\w-]+)$/.exec(request.url) ?? []
    if (!uid) return this.#provider.callback()(request, response)
    if (request.method === 'GET') {
      return response.setHeader('content-type', 'text/html').end(signInPage(uid))
    }
    const form = await formOf(request)
    const result = form.has('denied')
      ? { error: 'access_denied' }
      : { login: { accountId: form.get('account') } }
    return this.#provider.interactionFinished(request, response, result)
  }
}
