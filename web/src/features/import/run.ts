// One import: windows in, calls out, some at a time, and what became of every
// row. It can be stopped at any moment and go on where it was: a window counts
// when its calls are answered, and a call that was cut off is made again with
// its key. The order of the file is kept for each id: a window waits for those
// in flight that share an id with it.
import type { Problem } from './cells'
import { followBatches, type Follow } from './batches'
import { type Layout, type Stretch, stretchesOf, UnreadableFile } from './records'
import { type Reason, type Rejected, rejectedHeader, rejectedLines, tally } from './rejected'
import { type Plan, rowReader } from './rows'
import { type Call, CallFailed, type Link, sendRows } from './send'
import { idOf, type Ready, type Window, windowsOf } from './windows'

export type Stage = 'sending' | 'stopped' | 'settling' | 'done'

export interface Progress {
  stage: Stage
  size: number
  read: number
  accepted: number
  rejected: number
  persisted: number
  dead: number
  activeMs: number
  /** The commonest first. */
  reasons: Reason[]
  /** Why calls are not made at the moment. */
  holding: { message: string } | null
  /** Why it stopped; null where the person stopped it. */
  problem: string | null
}

export interface Run {
  subscribe: (listener: () => void) => () => void
  snapshot: () => Progress
  /** Begins, or goes on. */
  start: () => void
  stop: () => void
  /** The rejected rows so far, as CSV. */
  rejectedFile: () => Blob
}

export interface RunOptions {
  file: Blob
  layout: Layout
  plan: Plan
  /** Tells this import's calls from those of any other. */
  scope: string
  call: Call
  follow: Follow
  now: () => number
  wait: Link['wait']
  random: Link['random']
  /** Called once, when every row has its fate. */
  onDone: () => void
}

/** Windows in flight. */
const AT_ONCE = 4
/** Figures change often; a screen need not follow each. */
const TELL_EVERY_MS = 100

export function createRun(options: RunOptions): Run {
  const { file, layout, plan, now } = options
  const read = rowReader(plan)
  const columns = layout.format === 'csv' ? plan.header.length : 1
  const listeners = new Set<() => void>()
  const reasons = new Map<string, Reason>()
  const answered = new Map<number, Blob | null>()
  const batches = followBatches(options.follow, () => {
    settle()
    tell()
  })
  const sums = { read: 0, accepted: 0, rejected: 0 }
  let stage: Stage = 'stopped'
  let problem: string | null = null
  let holding: Progress['holding'] = null
  let active = { before: 0, since: null as number | null }
  let controller = new AbortController()
  let teller: ReturnType<typeof setTimeout> | undefined
  let shown = snapshot()

  function snapshot(): Progress {
    const { persisted, dead } = batches.figures()
    const { before, since } = active
    return {
      ...sums,
      stage,
      size: file.size,
      persisted,
      dead,
      activeMs: before + (since === null ? 0 : now() - since),
      reasons: [...reasons.values()].toSorted((one, other) => other.count - one.count),
      holding,
      problem,
    }
  }

  /** At once where the stage turns, else soon. */
  function tell(atOnce = false): void {
    if (atOnce) {
      clearTimeout(teller)
      teller = undefined
      shown = snapshot()
      for (const listener of listeners) listener()
    } else {
      teller ??= setTimeout(() => tell(true), TELL_EVERY_MS)
    }
  }

  function become(next: Stage): void {
    const works = next === 'sending' || next === 'settling'
    const before = active.before + (active.since === null ? 0 : now() - active.since)
    active = { before, since: works ? now() : null }
    stage = next
    holding = null
    tell(true)
  }

  function settle(): void {
    if (stage !== 'settling' || batches.figures().open > 0) return
    become('done')
    options.onDone()
  }

  function record(window: Window, accepted: number, rejected: Rejected[]): void {
    answered.set(
      window.index,
      rejected.length === 0 ? null : new Blob([rejectedLines(rejected, columns)]),
    )
    tally(reasons, rejected)
    sums.read += window.bytes
    sums.accepted += accepted
    sums.rejected += rejected.length
    tell()
  }

  async function fly(window: Window, ready: Ready[], rejected: Rejected[], link: Link) {
    const sent = await sendRows(link, ready, `${options.scope} ${window.index}`)
    for (const batch of sent.batches) batches.add(batch)
    record(window, sent.accepted, [...rejected, ...sent.refused])
  }

  async function send(signal: AbortSignal): Promise<void> {
    const link: Link = {
      ...options,
      signal,
      holding: (why) => {
        holding = why
        tell()
      },
    }
    const flights = new Map<Promise<void>, ReadonlySet<string>>()
    const stretches = withoutHeader(stretchesOf(file, layout), layout)
    for await (const window of windowsOf(stretches)) {
      if (answered.has(window.index)) continue
      const { ready, rejected } = readWindow(window, read)
      const ids = new Set(ready.map(idOf))
      while (flights.size >= AT_ONCE || [...flights.values()].some((other) => shares(ids, other))) {
        // oxlint-disable-next-line no-await-in-loop -- there is no room before one has landed
        await Promise.race(flights.keys())
      }
      signal.throwIfAborted()
      const flight = fly(window, ready, rejected, link).finally(() => flights.delete(flight))
      // Who waits for it hears of its failure; nobody may be waiting yet.
      flight.catch(() => {})
      flights.set(flight, ids)
    }
    await Promise.all(flights.keys())
  }

  async function start(): Promise<void> {
    if (stage === 'sending' || stage === 'settling' || stage === 'done') return
    problem = null
    controller = new AbortController()
    const { signal } = controller
    become('sending')
    batches.go()
    try {
      await send(signal)
      sums.read = file.size
      become('settling')
      settle()
    } catch (error) {
      // The person stopped it, and may have gone on since.
      if (signal.aborted) return
      controller.abort()
      problem = describe(error)
      become('stopped')
    }
  }

  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    snapshot: () => shown,
    start: () => void start(),
    stop: () => {
      batches.stop()
      if (stage === 'sending' || stage === 'settling') become('stopped')
      controller.abort()
    },
    rejectedFile: () => {
      const parts = [...answered.entries()]
        .toSorted(([one], [other]) => one - other)
        .flatMap(([, lines]) => (lines === null ? [] : [lines]))
      const header = rejectedHeader({ ...layout, header: plan.header })
      return new Blob([header, ...parts], { type: 'text/csv;charset=utf-8' })
    },
  }
}

/** The records of a CSV file begin behind its header. */
async function* withoutHeader(
  stretches: AsyncIterable<Stretch>,
  { format }: Layout,
): AsyncGenerator<Stretch> {
  let header = format === 'csv'
  for await (const stretch of stretches) {
    if (header && stretch.records.length > 0) {
      header = false
      yield { ...stretch, records: stretch.records.slice(1) }
    } else {
      yield stretch
    }
  }
}

function readWindow({ originals }: Window, read: ReturnType<typeof rowReader>) {
  const ready: Ready[] = []
  const rejected: Rejected[] = []
  for (const original of originals) {
    const row = read(original)
    if ('row' in row) ready.push({ original, row: row.row })
    else rejected.push({ original, problems: row.problems satisfies Problem[] })
  }
  return { ready, rejected }
}

function shares(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  for (const id of one) if (other.has(id)) return true
  return false
}

function describe(error: unknown): string {
  if (error instanceof CallFailed || error instanceof UnreadableFile) return error.message
  return 'The import broke off by a fault of this page. Go on, or choose the file again.'
}
