// The one WebSocket to the server, and what the screen may say about it.
//
// It opens with the first subscription, is tried again for ever after a break,
// and is given up for dead when a ping stays unanswered: a frozen server looks
// like a calm one otherwise.
import { type Client, createClient } from 'graphql-ws'

export type ConnectionState = 'idle' | 'connecting' | 'live' | 'reconnecting'

export interface Connection {
  socket: Client
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

export function createConnection(url: string): Connection {
  let state: ConnectionState = 'idle'
  let pongTimer: ReturnType<typeof setTimeout> | undefined
  const changed = new Set<() => void>()
  const reconnected = new Set<() => void>()

  function become(next: ConnectionState): void {
    const back = state === 'reconnecting' && next === 'live'
    state = next
    for (const listener of changed) listener()
    if (back) for (const listener of reconnected) listener()
  }

  const socket = createClient({
    url,
    lazy: true,
    lazyCloseTimeout: CLOSE_AFTER_MS,
    keepAlive: PING_EVERY_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (retries) =>
      new Promise((resolve) => setTimeout(resolve, retryDelayMs(retries, Math.random))),
    on: {
      connecting: (isRetry) => become(isRetry ? 'reconnecting' : 'connecting'),
      connected: () => become('live'),
      ping: (received) => {
        // A frozen peer would not answer a polite close either.
        if (!received) pongTimer = setTimeout(() => socket.terminate(), PONG_WITHIN_MS)
      },
      pong: (received) => {
        if (received) clearTimeout(pongTimer)
      },
      closed: (event) => {
        clearTimeout(pongTimer)
        // 1000 is the client's own farewell, after the last subscription ended.
        become((event as CloseEvent).code === 1000 ? 'idle' : 'reconnecting')
      },
    },
  })

  return {
    socket,
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
