// Replaying and discarding, and what came of it.
import { useState } from 'react'
import { useClient } from 'urql'
import { formatCount } from '../../../lib/format'
import { type PathError, problemsOf } from '../problems'
import { DeadLettersDiscard, DeadLettersReplay } from './deadLetters'

export type Deed = 'replay' | 'discard'

export interface DeedResult {
  /** How many it was done with, in words; empty where it was with none. */
  done: string
  /** Why it was not done with the others, each reason once. */
  problems: readonly PathError[]
}

const participle: Record<Deed, string> = { replay: 'replayed', discard: 'discarded' }

interface DeadLetterDeeds {
  busy: boolean
  result: DeedResult | null
  perform: (deed: Deed, ids: readonly string[]) => Promise<void>
}

/** `onDone` is called when the server has answered, whatever it did. */
export function useDeed(onDone: () => void): DeadLetterDeeds {
  const client = useClient()
  const [busy, setBusy] = useState(false)
  const [result, setResult] = useState<DeedResult | null>(null)

  async function ask(deed: Deed, ids: readonly string[]) {
    const input = { ids: [...ids] }
    if (deed === 'replay') {
      const { data, error } = await client.mutation(DeadLettersReplay, { input }).toPromise()
      return { error, payload: data?.deadLettersReplay }
    }
    const { data, error } = await client.mutation(DeadLettersDiscard, { input }).toPromise()
    return { error, payload: data?.deadLettersDiscard }
  }

  async function perform(deed: Deed, ids: readonly string[]): Promise<void> {
    setBusy(true)
    const { error, payload } = await ask(deed, ids)
    setBusy(false)
    const count = payload?.done.length ?? 0
    const rows = count === 1 ? '1 row was' : `${formatCount(count)} rows were`
    setResult({
      done: count === 0 ? '' : `${rows} ${participle[deed]}.`,
      problems: eachOnce(problemsOf(error, payload?.userErrors)),
    })
    onDone()
  }

  return { busy, result, perform }
}

/** A hundred rows may have one reason. */
function eachOnce(problems: readonly PathError[]): PathError[] {
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()]
}
