// The one WebSocket to the server, and what the screen may say about it.
//
// It opens with the first subscription, is tried again for ever after a break,
// and is given up for dead when a ping stays unanswered: a frozen server looks
// like a calm one otherwise. Who is signed out is not tried again for: the
// subscriptions wait until somebody has signed in.
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
  /** Calls back each time the server is reached again after a break. */
  onReconnected: (listener: () => void) => () => void
}

const PING_EVERY_MS = 15_000
const PONG_WITHIN_MS = 5_000
const LONGEST_WAIT_MS = 10_000
/** Longer than a change of page, so that walking between pages keeps the socket. */
const CLOSE_AFTER_MS = 3_000

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
  /** Events may have been missed. */
  let broken = false
  let wasIn = false
  let pongTimer: ReturnType<typeof setTimeout> | undefined
  const changed = new Set<() => void>()
  const reconnected = new Set<() => void>()

  function become(next: ConnectionState): void {
    state = next
    for (const listener of changed) listener()
  }

  const socket = createClient({
    url,
    lazy: true,
    lazyCloseTimeout: CLOSE_AFTER_MS,
    keepAlive: PING_EVERY_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => state !== 'signedOut',
    retryWait: (retries) =>
      new Promise((resolve) => setTimeout(resolve, retryDelayMs(retries, Math.random))),
    on: {
      connecting: () => {
        wasIn = false
        become(broken ? 'reconnecting' : 'connecting')
      },
      connected: () => {
        const back = broken
        broken = false
        wasIn = true
        become('live')
        if (back) for (const listener of reconnected) listener()
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
        const { code } = event as CloseEvent
        // 1000 is the client's own farewell, after the last subscription ended.
        broken = code !== 1000
        if (saysSignedOut(code, wasIn)) {
          become('signedOut')
          session.end()
        } else {
          become(broken ? 'reconnecting' : 'idle')
        }
      },
    },
  })

  function follow(request: SubscribePayload, sink: Results): () => void {
    let stop = begin()
    function begin(): () => void {
      return socket.subscribe<Fields, Fields>(request, {
        next: (result) => sink.next(result),
        complete: () => sink.complete(),
        error: (problem) => {
          if (state !== 'signedOut') return sink.error(problem)
          const forget = session.onResumed(() => {
            forget()
            stop = begin()
          })
          stop = forget
        },
      })
    }
    return () => stop()
  }

  return {
    socket,
    follow,
    state: () => state,
    subscribe: (listener) => listen(changed, listener),
    onReconnected: (listener) => listen(reconnected, listener),
  }
}

function listen(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** `/graphql/ws` on the server that this page came from. */
export function socketUrl(page: Location): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/graphql/ws`
}
