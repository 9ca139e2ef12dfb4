import { expect, test } from 'vitest'
import { retryDelayMs, saysSignedOut, socketUrl } from './connection'

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
