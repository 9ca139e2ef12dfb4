import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createConnection, retryDelayMs, saysSignedOut, socketUrl } from './connection'

test('retries wait longer each time up to a bound', () => {
  const longest = Array.from({ length: 8 }, (_, retries) => retryDelayMs(retries, () => 1))
  expect(longest).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000])
  expect(retryDelayMs(3, () => 0)).toBe(2_000)
})

const at = (url: string) => socketUrl(new URL(url) as unknown as Location)

test('the socket is as secure as the page', () => {
  expect(at('http://127.0.0.1:8080/campaigns/1')).toBe('ws://127.0.0.1:8080/graphql/ws')
  expect(at('https://crm.example.com/')).toBe('wss://crm.example.com/graphql/ws')
})

test('a refusal on coming in, or the end of a session, says that nobody is signed in', () => {
  expect(saysSignedOut(4401, true)).toBe(true)
  expect(saysSignedOut(4403, false)).toBe(true)
})

test('a change of what one may do, and a break, do not', () => {
  expect([4403, 1001, 1006, 1013].map((code) => saysSignedOut(code, true))).toEqual([
    false,
    false,
    false,
    false,
  ])
  expect(saysSignedOut(1013, false)).toBe(false)
})

describe('a break', () => {
  let healthy = false
  /** The sockets that were opened; each stays unconnected until the test says otherwise. */
  let sockets: FakeSocket[] = []

  class FakeSocket {
    static CONNECTING = 0
    static OPEN = 1
    static CLOSING = 2
    static CLOSED = 3
    readyState = FakeSocket.CONNECTING
    onopen?: () => void
    onclose?: (event: object) => void
    onmessage?: (event: object) => void
    constructor() {
      sockets.push(this)
    }
    send() {}
    close() {
      this.fail(1000)
    }
    fail(code = 1006) {
      this.readyState = FakeSocket.CLOSED
      this.onclose?.({ code, reason: '', wasClean: code === 1000 })
    }
    succeed() {
      this.readyState = FakeSocket.OPEN
      this.onopen?.()
      this.onmessage?.({ data: JSON.stringify({ type: 'connection_ack' }) })
    }
  }

  beforeEach(() => {
    healthy = false
    sockets = []
    vi.useFakeTimers()
    vi.stubGlobal('WebSocket', FakeSocket)
    vi.stubGlobal('fetch', () =>
      healthy ? Promise.resolve(new Response('ok')) : Promise.reject(new TypeError('No network')),
    )
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  const ignored = { next: () => {}, error: () => {}, complete: () => {} }

  function open() {
    const connection = createConnection('ws://xeno.test/graphql/ws', {
      end: () => {},
      onResumed: () => () => {},
    })
    const back = vi.fn()
    connection.onReconnected(back)
    const follow = () => connection.follow({ query: 'subscription { a }' }, ignored)
    return { connection, back, follow }
  }

  test('that only a request noticed ends once the server says that it is healthy', async () => {
    const { connection, back } = open()
    connection.noticeBreak()
    expect(connection.state()).toBe('reconnecting')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(back).not.toHaveBeenCalled()
    healthy = true
    await vi.advanceTimersByTimeAsync(20_000)
    expect(connection.state()).toBe('idle')
    expect(back).toHaveBeenCalledTimes(1)
  })

  test('ends, too, when the last page with a subscription was left meanwhile', async () => {
    const { connection, back, follow } = open()
    const leave = follow()
    await vi.advanceTimersByTimeAsync(0)
    sockets[0]?.succeed()
    expect(connection.state()).toBe('live')
    sockets[0]?.fail()
    expect(connection.state()).toBe('reconnecting')
    leave()
    healthy = true
    await vi.advanceTimersByTimeAsync(20_000)
    expect(connection.state()).toBe('idle')
    expect(back).toHaveBeenCalledTimes(1)
  })

  test('of the socket ends with the socket, after which no event is missed', async () => {
    const { connection, back, follow } = open()
    follow()
    await vi.advanceTimersByTimeAsync(0)
    sockets[0]?.succeed()
    sockets[0]?.fail()
    healthy = true
    await vi.advanceTimersByTimeAsync(20_000)
    expect(connection.state()).toBe('reconnecting')
    expect(back).not.toHaveBeenCalled()
    sockets.at(-1)?.succeed()
    expect(connection.state()).toBe('live')
    await vi.advanceTimersByTimeAsync(20_000)
    expect(back).toHaveBeenCalledTimes(1)
  })

  test('of requests alone does not take the live socket for lost', async () => {
    const { connection, back, follow } = open()
    follow()
    await vi.advanceTimersByTimeAsync(0)
    sockets[0]?.succeed()
    connection.noticeBreak()
    healthy = true
    await vi.advanceTimersByTimeAsync(2_000)
    expect(connection.state()).toBe('live')
    expect(back).toHaveBeenCalledTimes(1)
  })

  test('right after the one before is waited for longer each time', async () => {
    const { connection, back } = open()
    healthy = true
    back.mockImplementation(() => connection.noticeBreak())
    connection.noticeBreak()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(back.mock.calls.length).toBeLessThan(15)
  })
})
