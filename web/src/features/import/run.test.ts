import { expect, test, vi } from 'vitest'
import type { Batch } from './batches'
import { guessChoices } from './mapping'
import { pause } from './pause'
import { createRun, type RunOptions } from './run'
import { type Call, CallFailed } from './send'
import { wallClock } from './zone'

/** A file of customers, an import of it, and a server that takes all but the id "bad". */
function stage(rows: string[], options: Partial<RunOptions> = {}) {
  const header = ['id', 'visits']
  const followed = new Map<string, (batch: Batch) => void>()
  const taken = new Map<string, string[]>()
  const call = vi.fn<Call>(async (given, key) => {
    const ids = given.map(({ externalId }) => String(externalId))
    const bad = ids.indexOf('bad')
    if (bad >= 0) {
      const path = `input.rows.${bad}.externalId`
      return { batch: null, accepted: 0, problems: [{ path, code: 'BAD', message: 'is bad' }] }
    }
    taken.set(key, ids)
    return { batch: `b ${key}`, accepted: ids.length, problems: [] }
  })
  const onDone = vi.fn()
  const file = new Blob([[header.join(), ...rows].join('\n')])
  const run = createRun({
    file,
    layout: { format: 'csv', delimiter: ',' },
    plan: {
      kind: 'customers',
      format: 'csv',
      header,
      choices: guessChoices('customers', header),
      reading: { timeZone: 'UTC', fromWall: wallClock('UTC') },
    },
    scope: 'test',
    call,
    follow: (id, heard) => {
      followed.set(id, heard)
      return () => followed.delete(id)
    },
    now: () => 0,
    wait: pause,
    random: () => 0,
    onDone,
    ...options,
  })
  const reach = (wanted: string) => vi.waitFor(() => expect(run.snapshot().stage).toBe(wanted))
  /** All rows of the batches that are followed are stored. */
  const persist = () => {
    for (const [id, heard] of followed) {
      const persisted = taken.get(id.slice(2))?.length ?? 0
      heard({ id, persisted, deadLettered: 0, finishedAt: '2026-11-22T00:00:00Z' } as Batch)
    }
  }
  const ids = () => [...taken.values()].flat()
  return { run, call, onDone, reach, persist, ids, followed }
}

const people = (count: number) => Array.from({ length: count }, (_, at) => `c${at},1`)

test('every row is accepted once or rejected with its reason, and done is when all are stored', async () => {
  const rows = [...people(7_000), 'bad,1', 'c8000,many', 'c8001']
  const { run, reach, persist, onDone, ids } = stage(rows)
  run.start()
  await reach('settling')
  expect(run.snapshot()).toMatchObject({ accepted: 7_000, rejected: 3, persisted: 0 })
  expect(new Set(ids()).size).toBe(7_000)
  persist()
  await reach('done')
  expect(run.snapshot()).toMatchObject({ accepted: 7_000, rejected: 3, persisted: 7_000 })
  expect(onDone).toHaveBeenCalledOnce()
  expect(await run.rejectedFile().text()).toBe(
    [
      'id,visits,line,column,code,reason',
      'bad,1,7002,externalId,BAD,externalId: is bad',
      'c8000,many,7003,visits,WRONG_TYPE,"visits: ""many"" is not a whole number of at most 2147483647"',
      'c8001,,7004,,WRONG_COLUMN_COUNT,the row has 1 columns and the header 2',
      '',
    ].join('\n'),
  )
  expect(run.snapshot().reasons.map(({ code, count }) => [code, count])).toEqual([
    ['WRONG_TYPE', 1],
    ['WRONG_COLUMN_COUNT', 1],
    ['BAD', 1],
  ])
})

test('an import that was stopped goes on, and what was answered is not sent again', async () => {
  const release: (() => void)[] = []
  const { run, call, reach, ids } = stage(people(12_000))
  const answer = call.getMockImplementation()
  call.mockImplementation(async (rows, key, signal) => {
    if (rows[0]?.['externalId'] === 'c5000') {
      await new Promise<void>((resolve, reject) => {
        release.push(resolve)
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      })
    }
    signal.throwIfAborted()
    if (!answer) throw new Error('No answer')
    return answer(rows, key, signal)
  })
  run.start()
  await vi.waitFor(() => expect(run.snapshot().accepted).toBe(7_000))
  run.stop()
  expect(run.snapshot()).toMatchObject({ stage: 'stopped', problem: null })
  const keys = call.mock.calls.map(([, key]) => key)
  call.mockImplementation(answer ?? call)
  run.start()
  await reach('settling')
  expect(ids()).toHaveLength(12_000)
  expect(run.snapshot().accepted).toBe(12_000)
  const again = call.mock.calls.slice(keys.length).map(([, key]) => key)
  expect(again).toHaveLength(1)
  expect(keys).toContain(again[0])
})

test('trouble that does not pass stops it with its reason, and it can go on', async () => {
  const { run, call, reach } = stage(people(3))
  call.mockRejectedValueOnce(new CallFailed('Sign in first.', false))
  run.start()
  await vi.waitFor(() => expect(run.snapshot().problem).toBe('Sign in first.'))
  expect(run.snapshot().stage).toBe('stopped')
  run.start()
  await reach('settling')
  expect(run.snapshot()).toMatchObject({ accepted: 3, problem: null })
})

test('while the server is full, it is said and waited for', async () => {
  const waits: number[] = []
  const gates: (() => void)[] = []
  const { run, call, reach } = stage(people(3), {
    wait: (ms) => {
      waits.push(ms)
      return new Promise((resolve) => {
        gates.push(resolve)
      })
    },
  })
  call.mockRejectedValueOnce(new CallFailed('The backlog is full.', true, 3))
  run.start()
  await vi.waitFor(() =>
    expect(run.snapshot().holding).toMatchObject({ message: 'The backlog is full.' }),
  )
  expect(waits).toEqual([3_000])
  gates[0]?.()
  await reach('settling')
  expect(run.snapshot().holding).toBeNull()
})

test('a window waits for one in flight that has an id of its own', async () => {
  const open: (() => void)[] = []
  const { run, call, reach } = stage(['same,1', ...people(4_999), 'same,2'])
  const answer = call.getMockImplementation()
  call.mockImplementation(async (rows, key, signal) => {
    await new Promise<void>((resolve) => {
      open.push(resolve)
    })
    if (!answer) throw new Error('No answer')
    return answer(rows, key, signal)
  })
  run.start()
  await vi.waitFor(() => expect(open).toHaveLength(1))
  await pause(20, new AbortController().signal)
  expect(open).toHaveLength(1)
  open[0]?.()
  await vi.waitFor(() => expect(open).toHaveLength(2))
  open[1]?.()
  await reach('settling')
})

test('a file that cannot be read on says so', async () => {
  const file = new Blob(['id,visits\nc1,1'])
  vi.spyOn(file, 'slice').mockReturnValue({
    arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')),
  } as unknown as Blob)
  const { run } = stage([], { file })
  run.start()
  await vi.waitFor(() => expect(run.snapshot().problem).toContain('Choose it again.'))
})
