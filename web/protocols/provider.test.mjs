// Signing in with a real OpenID Connect provider: the whole way there and back,
// and everything that must lead nowhere.
import { strict as assert } from 'node:assert'
import { after, before, beforeEach, describe, test } from 'node:test'
import { Api } from '../e2e/support/api.mjs'
import { until } from '../e2e/support/programs.mjs'
import { IdentityProvider } from '../e2e/support/provider.mjs'
import { Stack } from '../e2e/support/stack.mjs'
import { Visitor } from '../e2e/support/visitor.mjs'

const SESSION = 'xeno_session'
const ATTEMPT = 'xeno_sign_in'
const VIEWER = '{ viewer { label role permissions } }'

/** Walks from the provider's door to where it sends the browser back, as `account`. */
async function throughTheProvider(visitor, authorizeUrl, answers = { account: 'asha' }) {
  const interaction = await visitor.sentFrom(authorizeUrl)
  assert.equal((await visitor.go(interaction)).status, 200)
  return visitor.sentFrom(await visitor.sentFrom(interaction, answers))
}

/** The address with other parameters. */
const changed = (url, change) => {
  const other = new URL(url)
  change(other.searchParams)
  return other.href
}

describe('signing in with a provider', { concurrency: false }, () => {
  let provider
  let stack

  before(async () => {
    provider = await IdentityProvider.start()
    stack = await Stack.start({
      ...provider.settings,
      ADMIN_EMAIL: 'asha@example.com',
      LOG: 'trace',
    })
    provider.serve(stack.url)
  })

  after(async () => {
    await stack?.stop()
    await provider?.stop()
  })

  const login = (returnTo = '/') =>
    `${stack.url}/auth/login?${new URLSearchParams({ return_to: returnTo })}`

  const sessions = () => stack.sql('SELECT count(*)::int AS n FROM sessions').then(([{ n }]) => n)

  /** The whole way; where the visitor ends up. */
  async function signIn(visitor, returnTo, account = 'asha') {
    const authorizeUrl = await visitor.sentFrom(login(returnTo))
    return visitor.sentFrom(await throughTheProvider(visitor, authorizeUrl, { account }))
  }

  /** A visitor who has been to the provider and is about to come back, and where to. */
  async function aboutToComeBack() {
    const visitor = new Visitor()
    return [visitor, await throughTheProvider(visitor, await visitor.sentFrom(login()))]
  }

  async function viewer(visitor) {
    const answer = await fetch(`${stack.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        cookie: `${SESSION}=${visitor.cookie(stack.url, SESSION)}`,
      },
      body: JSON.stringify({ query: VIEWER }),
    })
    return (await answer.json()).data.viewer
  }

  describe('whoever it vouches for', () => {
    test('comes in, as the first admin, where they wanted to go', async () => {
      const visitor = new Visitor()
      const authorizeUrl = new URL(await visitor.sentFrom(login('/campaigns?status=RUNNING')))
      const asked = Object.fromEntries(authorizeUrl.searchParams)
      assert.equal(authorizeUrl.origin, provider.issuer)
      assert.equal(asked.response_type, 'code')
      assert.equal(asked.code_challenge_method, 'S256')
      assert.ok(asked.state.length >= 43 && asked.nonce.length >= 43 && asked.nonce !== asked.state)
      const back = await throughTheProvider(visitor, authorizeUrl.href)
      assert.equal(await visitor.sentFrom(back), `${stack.url}/campaigns?status=RUNNING`)
      assert.equal(visitor.cookie(stack.url, ATTEMPT), undefined)
      const { label, role } = await viewer(visitor)
      assert.deepEqual({ label, role }, { label: 'asha', role: 'ADMIN' })
    })

    test('gets a new session each time', async () => {
      const visitor = new Visitor()
      visitor.hold(stack.url, SESSION, 'planted')
      await signIn(visitor, '/')
      const first = visitor.cookie(stack.url, SESSION)
      await stack.sql('DELETE FROM sign_in_attempts')
      const authorizeUrl = await visitor.sentFrom(login())
      // The provider remembers them and asks nothing.
      await visitor.sentFrom(await visitor.sentFrom(authorizeUrl))
      assert.notEqual(first, 'planted')
      assert.notEqual(visitor.cookie(stack.url, SESSION), first)
    })

    test('waits, if nobody expects them, and sees nothing', async () => {
      const visitor = new Visitor()
      assert.equal(await signIn(visitor, '/', 'eve'), `${stack.url}/`)
      assert.deepEqual(await viewer(visitor), { label: 'eve', role: null, permissions: [] })
    })

    test('is nobody in particular by an address that was not verified', async () => {
      provider.accounts.mallory = { email: 'asha@example.com', email_verified: false }
      await stack.sql('UPDATE users SET role = NULL')
      const visitor = new Visitor()
      await signIn(visitor, '/', 'mallory')
      assert.equal((await viewer(visitor)).role, null)
    })
  })

  describe('nobody comes in', () => {
    let open

    beforeEach(async () => {
      open = await sessions()
    })

    /** No cookie, no session, and the sign-in page has the reason. */
    async function assertNobodyCameIn(visitor, at, problem) {
      assert.equal(at, `${stack.url}/sign-in?problem=${problem}`)
      assert.equal(visitor.cookie(stack.url, SESSION), undefined)
      assert.equal(await sessions(), open)
    }

    /** What they come back with is tampered with on the way. */
    const tampered = (what, problem, change) =>
      test(what, async () => {
        const [visitor, back] = await aboutToComeBack()
        await assertNobodyCameIn(visitor, await visitor.sentFrom(changed(back, change)), problem)
      })

    tampered('without a state', 'SIGN_IN_EXPIRED', (query) => query.delete('state'))
    tampered('with a made-up state', 'SIGN_IN_EXPIRED', (query) => query.set('state', 'made-up'))
    tampered('with an empty state', 'SIGN_IN_EXPIRED', (query) => query.set('state', ''))
    tampered('without a code', 'DENIED', (query) => query.delete('code'))
    tampered('with a made-up code', 'NOT_BELIEVED', (query) => query.set('code', 'made-up'))
    tampered('with an empty code', 'NOT_BELIEVED', (query) => query.set('code', ''))
    tampered('with an error beside the code', 'DENIED', (query) => query.set('error', 'oops'))

    /** What they go to the provider with is tampered with on the way. */
    const misled = (what, problem, change) =>
      test(what, async () => {
        const visitor = new Visitor()
        const authorizeUrl = changed(await visitor.sentFrom(login()), change)
        const back = await throughTheProvider(visitor, authorizeUrl)
        await assertNobodyCameIn(visitor, await visitor.sentFrom(back), problem)
      })

    misled('where PKCE was left out', 'NOT_BELIEVED', (query) => {
      query.delete('code_challenge')
      query.delete('code_challenge_method')
    })
    misled("with another's challenge", 'NOT_BELIEVED', (query) =>
      query.set('code_challenge', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'),
    )
    misled('where the nonce was left out', 'NOT_BELIEVED', (query) => query.delete('nonce'))
    misled('with another nonce', 'NOT_BELIEVED', (query) => query.set('nonce', 'another'))
    misled('with a code for another client', 'NOT_BELIEVED', (query) =>
      query.set('client_id', 'another'),
    )

    test('with a state that was used', async () => {
      const [visitor, back] = await aboutToComeBack()
      const held = visitor.cookie(stack.url, ATTEMPT)
      await visitor.sentFrom(back)
      open = await sessions()
      const replaying = new Visitor()
      replaying.hold(stack.url, ATTEMPT, held)
      await assertNobodyCameIn(replaying, await replaying.sentFrom(back), 'SIGN_IN_EXPIRED')
    })

    test('with a code that was used', async () => {
      const [visitor, back] = await aboutToComeBack()
      await visitor.sentFrom(back)
      open = await sessions()
      const [replaying, other] = await aboutToComeBack()
      const code = new URL(back).searchParams.get('code')
      const replayed = changed(other, (query) => query.set('code', code))
      await assertNobodyCameIn(replaying, await replaying.sentFrom(replayed), 'NOT_BELIEVED')
    })

    test("with another visitor's code", async () => {
      const [, back] = await aboutToComeBack()
      const [visitor, own] = await aboutToComeBack()
      const code = new URL(back).searchParams.get('code')
      const injected = changed(own, (query) => query.set('code', code))
      await assertNobodyCameIn(visitor, await visitor.sentFrom(injected), 'NOT_BELIEVED')
    })

    test("into another visitor's browser", async () => {
      const [, back] = await aboutToComeBack()
      const [victim] = await aboutToComeBack()
      await assertNobodyCameIn(victim, await victim.sentFrom(back), 'OTHER_BROWSER')
    })

    test('in a browser that holds nothing', async () => {
      const [, back] = await aboutToComeBack()
      const visitor = new Visitor()
      await assertNobodyCameIn(visitor, await visitor.sentFrom(back), 'OTHER_BROWSER')
    })

    test('who took too long', async () => {
      const [visitor, back] = await aboutToComeBack()
      await stack.sql("UPDATE sign_in_attempts SET expires_at = now() - interval '1 second'")
      await assertNobodyCameIn(visitor, await visitor.sentFrom(back), 'SIGN_IN_EXPIRED')
    })

    test('who turned back at the provider', async () => {
      const visitor = new Visitor()
      const authorizeUrl = await visitor.sentFrom(login())
      const back = await throughTheProvider(visitor, authorizeUrl, { denied: 'yes' })
      await assertNobodyCameIn(visitor, await visitor.sentFrom(back), 'DENIED')
    })

    test('by a post, which another site could make a browser send', async () => {
      const [visitor, back] = await aboutToComeBack()
      assert.equal((await visitor.go(back, { a: 'form' })).status, 405)
      assert.equal(await sessions(), open)
    })

    for (const algorithm of ['HS256', 'ES256']) {
      test(`with a token that the provider signed with ${algorithm}`, async () => {
        provider.signWith(algorithm)
        try {
          const [visitor, back] = await aboutToComeBack()
          await assertNobodyCameIn(visitor, await visitor.sentFrom(back), 'NOT_BELIEVED')
        } finally {
          provider.signWith('RS256')
        }
      })
    }

    const elsewhere = [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '\\/evil.example',
      '/\t/evil.example',
      '/\r/evil.example',
      'javascript:alert(1)',
      'evil.example',
    ]
    for (const place of elsewhere) {
      test(`who wants to be sent to ${JSON.stringify(place)} afterwards`, async () => {
        const answer = await new Visitor().go(login(place))
        assert.deepEqual([answer.status, answer.headers.get('location')], [400, null])
        assert.equal(await sessions(), open)
      })
    }
  })

  test('the provider may sign with new keys at any time', async () => {
    provider.rotateKeys()
    await until('the new keys are found', async () => {
      const visitor = new Visitor()
      // Who is held off for asking too often is sent nowhere.
      await signIn(visitor, '/').catch(() => null)
      return visitor.cookie(stack.url, SESSION)
    })
  })

  test('the log, however much it says, holds nothing that opens a door', async () => {
    const visitor = new Visitor()
    const authorizeUrl = await visitor.sentFrom(login())
    const attempt = visitor.cookie(stack.url, ATTEMPT)
    const back = await throughTheProvider(visitor, authorizeUrl, { account: 'ravi' })
    const { code, state } = Object.fromEntries(new URL(back).searchParams)
    await visitor.sentFrom(back)
    const session = visitor.cookie(stack.url, SESSION)
    await stack.sql("UPDATE users SET role = 'ADMIN' WHERE subject = 'ravi'")
    const key = await until('ravi is an admin', async () => {
      const api = new Api({ url: stack.url, headers: { cookie: `${SESSION}=${session}` } })
      return api.createKey('unlogged').catch(() => null)
    })
    await new Api({ url: stack.url, headers: { authorization: `Bearer ${key.secret}` } }).ask(
      VIEWER,
    )
    await fetch(`${stack.url}/graphql`, { headers: { authorization: 'Bearer xeno_guessed' } })

    await until('the log has what came last', () =>
      stack.serverOutput.includes('nobody was signed in'),
    )
    const secrets = {
      attempt,
      code,
      state,
      session,
      key: key.secret,
      client: provider.clientSecret,
    }
    for (const [what, secret] of Object.entries({ ...secrets, guess: 'xeno_guessed' })) {
      assert.ok(secret.length > 10, what)
      assert.ok(!stack.serverOutput.includes(secret), `${what} is in the log`)
    }
  })
})
