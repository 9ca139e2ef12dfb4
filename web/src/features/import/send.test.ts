import { expect, test, vi } from 'vitest'
import { type Answer, type Call, CallFailed, keyOf, type Link, pauseMs, sendRows } from './send'

const ready = (...ids: string[]) =>
  ids.map((externalId, at) => ({
    original: { line: at + 2, cells: [externalId] },
    row: { externalId },
  }))

const all = (count: number): Answer => ({ batch: 'b', accepted: count, problems: [] })

function link(call: Call): Link & { pauses: unknown[] } {
  const pauses: unknown[] = []
  return {
    call,
    signal: new AbortController().signal,
    wait: () => Promise.resolve(),
    random: () => 1,
    holding: (why) => pauses.push(why),
    pauses,
  }
}

test('rows that are refused are taken out and the others go again as a call of their own', async () => {
  const call = vi.fn<Call>(async (rows) => {
    const bad = rows.findIndex(({ externalId }) => externalId === 'bad')
    if (bad < 0) return { batch: 'b1', accepted: rows.length, problems: [] }
    const path = `input.rows.${bad}.email`
    return { batch: null, accepted: 0, problems: [{ path, code: 'INVALID_EMAIL', message: 'no' }] }
  })
  expect(await sendRows(link(call), ready('a', 'bad', 'c'), 's')).toEqual({
    accepted: 2,
    batches: ['b1'],
    refused: [
      {
        original: { line: 3, cells: ['bad'] },
        problems: [{ path: 'email', code: 'INVALID_EMAIL', message: 'no' }],
      },
    ],
  })
  const [first, second] = call.mock.calls.map(([, key]) => key)
  expect(first).not.toBe(second)
})

test('a full server is waited for as long as it says, and then the same call is made', async () => {
  let tries = 0
  const call = vi.fn<Call>(async (rows) => {
    tries += 1
    if (tries === 1) throw new CallFailed('The backlog is full.', true, 7)
    if (tries === 2) throw new CallFailed('No network.', true)
    return all(rows.length)
  })
  const way = link(call)
  expect(await sendRows(way, ready('a'), 's')).toMatchObject({ accepted: 1 })
  expect(way.pauses).toEqual([
    { message: 'The backlog is full.', ms: 7000 },
    { message: 'No network.', ms: 1000 },
    null,
  ])
  expect(new Set(call.mock.calls.map(([, key]) => key)).size).toBe(1)
})

test('trouble that does not pass ends it, and so does a refusal of no row', async () => {
  const forbidden = new CallFailed('You may not.', false)
  await expect(
    sendRows(
      link(() => Promise.reject(forbidden)),
      ready('a'),
      's',
    ),
  ).rejects.toBe(forbidden)
  const reused = {
    path: 'input.idempotencyKey',
    code: 'IDEMPOTENCY_KEY_REUSED',
    message: 'Reused.',
  }
  const whole = () => Promise.resolve({ batch: null, accepted: 0, problems: [reused] })
  await expect(sendRows(link(whole), ready('a'), 's')).rejects.toThrow('Reused.')
  await expect(
    sendRows(
      link(async () => all(1)),
      ready('a', 'b'),
      's',
    ),
  ).rejects.toThrow('accepted 1 of 2 rows')
})

test('rows of one id go one call after the other', async () => {
  const call = vi.fn<Call>(async (rows) => all(rows.length))
  await sendRows(link(call), ready('a', 'b', 'a'), 's')
  expect(call.mock.calls.map(([rows]) => rows.map(({ externalId }) => externalId))).toEqual([
    ['a', 'b'],
    ['a'],
  ])
})

test('the key follows scope and rows', () => {
  const rows = [{ externalId: 'a' }, { externalId: 'b' }]
  expect(keyOf('s', rows)).toBe(keyOf('s', [...rows]))
  const others = [keyOf('t', rows), keyOf('s', rows.toReversed()), keyOf('s', rows.slice(1))]
  expect(new Set([keyOf('s', rows), ...others]).size).toBe(4)
})

test('pauses grow to a bound, and a named pause is kept', () => {
  expect(pauseMs(null, 0, 0)).toBe(250)
  expect(pauseMs(null, 2, 0)).toBe(1000)
  expect(pauseMs(null, 40, 1)).toBe(15_000)
  expect(pauseMs(2, 0, 0)).toBe(2000)
  expect(pauseMs(9000, 0, 0)).toBe(15_000)
})
