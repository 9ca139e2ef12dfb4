// The client at the door: the steps of signing in and out, which are not
// GraphQL, and the word that a session has ended.
//
// Who is signed in stands in a cookie that no script can read. So whether it
// still opens anything is known from the server's answers alone.

/** How one may come in here. */
export interface SignInOptions {
  /** The issuer of the provider, a URL. */
  provider: string | null
  /** Whether the person at this very machine comes in without a provider. */
  localAdmin: boolean
}

/** Why a step was refused, in words for people. */
export interface Refusal {
  code: string
  message: string
}

/** What a session needs of the browser. */
export interface Browser {
  fetch: typeof fetch
  /** Leaves this document, and all that it remembers, for a path of our own server. */
  leaveFor: (path: string) => void
}

export interface Session {
  /** Whether the server has said that nobody is signed in here. */
  ended: () => boolean
  /** Calls back at each change of that; returns what ends it. */
  subscribe: (listener: () => void) => () => void
  /** Calls back each time somebody is signed in again. */
  onResumed: (listener: () => void) => () => void
  /** The server knows nobody here. */
  end: () => void
  /** The server knows somebody here. */
  resume: () => void
  /** How one may come in; null where the server does not say. */
  options: () => Promise<SignInOptions | null>
  /** Signs the person at this machine in and leaves for `path`. */
  continueAsLocalAdmin: (path: string) => Promise<Refusal | null>
  /** Makes who is signed in the first admin, with the code that the server printed. */
  setUp: (code: string) => Promise<Refusal | null>
  /** Signs out, in all tabs, and leaves for the sign-in page. */
  signOut: () => Promise<Refusal | null>
  leaveFor: (path: string) => void
}

const unreachable: Refusal = {
  code: 'UNREACHABLE',
  message:
    'The server cannot be reached. Check that it runs and that you are online, then try again.',
}
const unexpected: Refusal = {
  code: 'UNEXPECTED',
  message: 'The server did not do it and did not say why. Try again in a moment.',
}

export function createSession({ fetch, leaveFor }: Browser): Session {
  let ended = false
  let leaving = false
  const changed = new Set<() => void>()
  const resumed = new Set<() => void>()

  function become(next: boolean): void {
    // Who signs out here is on the way to the sign-in page and needs no word of it.
    if (next === ended || (next && leaving)) return
    ended = next
    for (const listener of [...changed, ...(next ? [] : resumed)]) listener()
  }

  async function step(path: string, body?: object): Promise<Refusal | null> {
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const answer = await fetch(path, { method: 'POST', ...(body && json) }).catch(() => null)
    if (!answer) return unreachable
    if (answer.ok) return null
    const refusal = refusalIn(await answer.json().catch(() => null))
    if (answer.status === 401) become(true)
    return refusal
  }

  return {
    ended: () => ended,
    subscribe: (listener) => listen(changed, listener),
    onResumed: (listener) => listen(resumed, listener),
    end: () => become(true),
    resume: () => become(false),
    options: async () => {
      const answer = await fetch('/auth/options').catch(() => null)
      return answer?.ok ? ((await answer.json().catch(() => null)) as SignInOptions | null) : null
    },
    continueAsLocalAdmin: async (path) => {
      const refusal = await step('/auth/local')
      if (!refusal) leaveFor(path)
      return refusal
    },
    setUp: (code) => step('/auth/set-up', { code }),
    signOut: async () => {
      leaving = true
      const refusal = await step('/auth/logout')
      leaving = refusal === null || refusal.code === 'UNAUTHENTICATED'
      if (!leaving) return refusal
      leaveFor('/sign-in')
      return null
    },
    leaveFor,
  }
}

/** The steps under /auth answer `error`, the door before them GraphQL's `errors`. */
function refusalIn(body: unknown): Refusal {
  const { error, errors } = (body ?? {}) as {
    error?: Refusal
    errors?: { message: string; extensions?: { code?: string } }[]
  }
  if (error) return error
  const [first] = errors ?? []
  return first
    ? { code: first.extensions?.code ?? unexpected.code, message: first.message }
    : unexpected
}

function listen(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The browser that this page is open in. */
export function browserOf(window: Window): Browser {
  return {
    fetch: (input, init) => window.fetch(input, init),
    leaveFor: (path) => {
      // The Back button may bring this document back as it was, and with it what its reader saw.
      window.addEventListener('pageshow', () => window.location.reload())
      window.location.replace(path)
    },
  }
}
