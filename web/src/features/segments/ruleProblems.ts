// Where in a rule the server sees a problem. Its paths begin with the argument
// ("rule", or "input.rule" of a mutation) and end inside a condition.
import type { CombinedError } from 'urql'
import { isRecord } from './comparisons'

export interface PathProblem {
  /** Within the rule: "any.0.spend.gt"; empty for the whole. */
  path: string
  message: string
}

/** What a query's error says of the rule; nothing where it is about something else. */
export function problemsOfRule(error: CombinedError): PathProblem[] {
  return error.graphQLErrors.flatMap(({ extensions }) => {
    const problems: unknown = extensions['problems']
    return Array.isArray(problems) ? problems.flatMap(readProblem) : []
  })
}

function readProblem(problem: unknown): PathProblem[] {
  if (!isRecord(problem)) return []
  const { path, message } = problem
  if (typeof path !== 'string' || typeof message !== 'string') return []
  const within = withinRule(path)
  return within === null ? [] : [{ path: within, message }]
}

/** The part of a path below the rule; null where it leads elsewhere. */
export function withinRule(path: string): string | null {
  const found = /^(?:input\.)?rule(?:\.(.*))?$/.exec(path)
  return found ? (found[1] ?? '') : null
}

/** The node with the longest path that this one leads through. */
export function nodeAt(path: string, places: ReadonlyMap<string, string>): string | null {
  let best: string | null = null
  let length = -1
  for (const [id, place] of places) {
    const through = place === '' || path === place || path.startsWith(`${place}.`)
    if (through && place.length > length) {
      best = id
      length = place.length
    }
  }
  return best
}
