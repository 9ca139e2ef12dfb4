// Rows in, bulk mutations out: each row is accepted once or comes back with
// what is wrong with it.
//
// A call is all or nothing. When rows are refused they are taken out and the
// others are sent again as a call of their own: an answer lists at most 1,000
// errors, so after a call that took the good rows nobody could tell what became
// of the rest. Each call has a key made of its scope and its rows, so that one
// whose answer was lost can be made again.
import type { Problem } from './cells'
import type { Rejected } from './rejected'
import type { Row } from './rows'
import { callsOf, type Ready } from './windows'

/** What the server says to a call. */
export interface Answer {
  /** The batch that the rows are in; null when none was accepted. */
  batch: string | null
  accepted: number
  /** With paths from the arguments down: "input.rows.17.amount". */
  problems: readonly Problem[]
}

/** Makes a call that takes all of the rows or none. */
export type Call = (rows: readonly Row[], key: string, signal: AbortSignal) => Promise<Answer>

/** Why there was no answer. */
export class CallFailed extends Error {
  constructor(
    message: string,
    /** Whether the same call may succeed later. */
    readonly passes: boolean,
    /** The pause that the server asks for. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message)
  }
}

/** The way to the server, and what a patient caller needs. */
export interface Link {
  call: Call
  /** Ends every call and every pause. */
  signal: AbortSignal
  wait: (ms: number, signal: AbortSignal) => Promise<void>
  /** Between 0 and 1. */
  random: () => number
  /** Told of each pause, and with null when calls get through again. */
  holding: (why: { message: string; ms: number } | null) => void
}

export interface Sent {
  accepted: number
  batches: string[]
  refused: Rejected[]
}

/** Sends rows, however often an id comes in them. `scope` tells these from all other ones. */
export async function sendRows(link: Link, rows: readonly Ready[], scope: string): Promise<Sent> {
  const sent: Sent = { accepted: 0, batches: [], refused: [] }
  for (const [number, call] of callsOf(rows).entries()) {
    // oxlint-disable-next-line no-await-in-loop -- rows of one id are applied in the file's order
    await sendCall(link, call, `${scope}.${number}`, sent)
  }
  return sent
}

async function sendCall(link: Link, rows: Ready[], scope: string, sent: Sent): Promise<void> {
  if (rows.length === 0) return
  const plain = rows.map(({ row }) => row)
  const { batch, accepted, problems } = await patiently(link, plain, keyOf(scope, plain))
  if (problems.length === 0) {
    if (accepted !== rows.length) {
      throw new CallFailed(
        `The server accepted ${accepted} of ${rows.length} rows and named no error.`,
        false,
      )
    }
    sent.accepted += accepted
    if (batch !== null) sent.batches.push(batch)
    return
  }
  const refused = byRow(problems)
  const good: Ready[] = []
  for (const [place, ready] of rows.entries()) {
    const wrong = refused.get(place)
    if (wrong) sent.refused.push({ original: ready.original, problems: wrong })
    else good.push(ready)
  }
  await sendCall(link, good, scope, sent)
}

/** The problems of each row, by its place, with paths within the row. */
function byRow(problems: readonly Problem[]): Map<number, Problem[]> {
  const rows = new Map<number, Problem[]>()
  for (const problem of problems) {
    const match = /^input\.rows\.(\d+)(?:\.(.*))?$/.exec(problem.path)
    if (!match) throw new CallFailed(problem.message, false)
    const place = Number(match[1])
    const { code, message } = problem
    rows.set(place, [...(rows.get(place) ?? []), { code, message, path: match[2] ?? '' }])
  }
  return rows
}

/** Calls until there is an answer, or trouble that does not pass. */
async function patiently(
  link: Link,
  rows: readonly Row[],
  key: string,
  tries = 0,
): Promise<Answer> {
  try {
    const answer = await link.call(rows, key, link.signal)
    link.holding(null)
    return answer
  } catch (error) {
    if (!(error instanceof CallFailed) || !error.passes) throw error
    const ms = pauseMs(error.retryAfterSeconds, tries, link.random())
    link.holding({ message: error.message, ms })
    await link.wait(ms, link.signal)
  }
  return patiently(link, rows, key, tries + 1)
}

const FIRST_MS = 500
const LONGEST_MS = 15_000

/** The pause after the failure number `tries`, from 0: doubling, bounded, jittered, and at least as told. */
export function pauseMs(toldSeconds: number | null, tries: number, random: number): number {
  const grown = Math.min(LONGEST_MS, FIRST_MS * 2 ** tries) * (0.5 + random / 2)
  return Math.max(grown, Math.min(LONGEST_MS, (toldSeconds ?? 0) * 1000))
}

/** Same scope and rows, same key. */
export function keyOf(scope: string, rows: readonly Row[]): string {
  const text = JSON.stringify(rows)
  return `${scope} ${hash(text, 0x2545f491)}${hash(text, 0x1b873593)}`
}

/** Tells texts apart where nobody forges them: `crypto.subtle` exists on secure origins alone. */
function hash(text: string, seed: number): string {
  let state = seed
  for (let at = 0; at < text.length; at += 1) {
    state = Math.imul(state ^ text.charCodeAt(at), 0x01000193)
    state ^= state >>> 15
  }
  return (state >>> 0).toString(16).padStart(8, '0')
}
