// The one WebSocket to the server, whether the server is reached at all, and
// what the screen may say about it.
//
// The socket opens with the first subscription, is tried again for ever after a
// break, and is given up for dead when a ping stays unanswered: a frozen server
// looks like a calm one otherwise. Who is signed out is not tried again for: the
// subscriptions wait until somebody has signed in.
//
// A page without subscriptions has no socket, and learns of a break from a
// request that fails. Then, and whenever no subscription is left to try the
// socket for, the server's health is asked for until it answers.
import type { FormattedExecutionResult } from 'graphql'
import { type Client, createClient, type Sink, type SubscribePayload } from 'graphql-ws'
import type { Session } from './session'

export type ConnectionState = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'signedOut'

type Fields = Record<string, unknown>
type Results = Sink<FormattedExecutionResult<Fields, Fields>>

export interface Connection {
  /** The socket itself, for who follows by other means than `follow`. */
  socket: Client
  /** Subscribes, and again each time somebody has signed in again; returns what ends it. */
  follow: (request: SubscribePayload, sink: Results) => () => void
  state: () => ConnectionState
  /** Calls back at each change of state; returns what ends it. */
  subscribe: (listener: () => void) => () => void
  /** Says that a request did not reach the server. */
  noticeBreak: () => void
  /** Calls back each time the server is reached again after a break. */
  onReconnected: (listener: () => void) => () => void
}

const PING_EVERY_MS = 15_000
const PONG_WITHIN_MS = 5_000
const LONGEST_WAIT_MS = 10_000
/** Longer than a change of page, so that walking between pages keeps the socket. */
const CLOSE_AFTER_MS = 3_000
const HEALTH_WITHIN_MS = 5_000
/** A break sooner after the last one is not another: who waits for it waits longer each time. */
const STEADY_AFTER_MS = 30_000

/** The pause before the given retry, counted from 0: doubling, bounded, jittered. */
export function retryDelayMs(retries: number, random: () => number): number {
  const longest = Math.min(LONGEST_WAIT_MS, 500 * 2 ** retries)
  return longest / 2 + (longest / 2) * random()
}

/**
 * Whether the code that a socket was closed with says that nobody is signed in:
 * 4401 ends a session; 4403 refuses a stranger as they come, and once they were
 * in says that what they may do has changed.
 */
export function saysSignedOut(code: number, wasIn: boolean): boolean {
  return code === 4401 || (code === 4403 && !wasIn)
}

export function createConnection(
  url: string,
  session: Pick<Session, 'end' | 'onResumed'>,
): Connection {
  let state: ConnectionState = 'idle'
  /** Answers may have failed and events may have been missed. */
  let broken = false
  let open = false
  let wasIn = false
  /** Subscriptions that the socket is there for. */
  let following = 0
  let seeking = false
  /** How often the server was asked for since it was last steadily there. */
  let tries = 0
  let regainedAt = 0
  let pongTimer: ReturnType<typeof setTimeout> | undefined
  const changed = new Set<() => void>()
  const reconnected = new Set<() => void>()

  function become(next: ConnectionState): void {
    state = next
    for (const listener of changed) listener()
  }

  function lose(): void {
    broken = true
    become('reconnecting')
    if (seeking) return
    seeking = true
    if (Date.now() - regainedAt > STEADY_AFTER_MS) tries = 0
    void seek()
  }

  function regain(): void {
    broken = false
    regainedAt = Date.now()
    become(open ? 'live' : 'idle')
    for (const listener of reconnected) listener()
  }

  const isForSocket = () => following > 0 && !open

  /** Asks until the server is reached. While the socket is tried for, that is its own to find out. */
  async function seek(): Promise<void> {
    await pause(retryDelayMs(tries, Math.random))
    tries += 1
    if (!isForSocket() && (await isHealthy()) && broken && !isForSocket()) regain()
    seeking = broken && state !== 'signedOut'
    if (seeking) void seek()
  }

  const socket = createClient({
    url,
    lazy: true,
    lazyCloseTimeout: CLOSE_AFTER_MS,
    keepAlive: PING_EVERY_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => state !== 'signedOut',
    retryWait: (retries) => pause(retryDelayMs(retries, Math.random)),
    on: {
      connecting: () => {
        wasIn = false
        become(broken ? 'reconnecting' : 'connecting')
      },
      connected: () => {
        open = true
        wasIn = true
        if (broken) regain()
        else become('live')
      },
      ping: (received) => {
        // A frozen peer would not answer a polite close either.
        if (!received) pongTimer = setTimeout(() => socket.terminate(), PONG_WITHIN_MS)
      },
      pong: (received) => {
        if (received) clearTimeout(pongTimer)
      },
      closed: (event) => {
        clearTimeout(pongTimer)
        open = false
        const { code } = event as CloseEvent
        if (saysSignedOut(code, wasIn)) {
          broken = true
          become('signedOut')
          session.end()
        } else if (broken || code !== 1000) {
          lose()
        } else {
          // The client's own farewell, after the last subscription ended.
          become('idle')
        }
      },
    },
  })

  function follow(request: SubscribePayload, sink: Results): () => void {
    let stop = begin()
    function begin(): () => void {
      following += 1
      let left = false
      const leave = () => {
        if (!left) following -= 1
        left = true
      }
      const unsubscribe = socket.subscribe<Fields, Fields>(request, {
        next: (result) => sink.next(result),
        complete: () => {
          leave()
          sink.complete()
        },
        error: (problem) => {
          leave()
          if (state !== 'signedOut') return sink.error(problem)
          const forget = session.onResumed(() => {
            forget()
            stop = begin()
          })
          stop = forget
        },
      })
      return () => {
        leave()
        unsubscribe()
      }
    }
    return () => stop()
  }

  return {
    socket,
    follow,
    state: () => state,
    subscribe: (listener) => listen(changed, listener),
    noticeBreak: () => {
      if (!broken && state !== 'signedOut') lose()
    },
    onReconnected: (listener) => listen(reconnected, listener),
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** Whether the server that this page came from says so. */
async function isHealthy(): Promise<boolean> {
  const signal = AbortSignal.timeout(HEALTH_WITHIN_MS)
  const answer = await fetch('/healthz', { cache: 'no-store', signal }).catch(() => null)
  return answer?.ok ?? false
}

function listen(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** `/graphql/ws` on the server that this page came from. */
export function socketUrl(page: Location): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/graphql/ws`
}
