// What was wrong with a mutation, beside the fields that it concerns.
import type { CombinedError } from 'urql'
import { describeProblem } from '../../ui/Problem'
import type { UserError } from '../../ui/UserErrors'

export interface PathError extends UserError {
  /** From the arguments down: "input.scopes". Empty where no answer came. */
  path: string
}

/** All that went wrong, whether or not the server answered. */
export function problemsOf(
  error: CombinedError | undefined,
  userErrors: readonly PathError[] | undefined,
): readonly PathError[] {
  if (error) return [{ code: 'REQUEST', message: describeProblem(error), path: '' }]
  return userErrors ?? []
}

/** What is wrong at a field or within it, as its words; undefined where nothing is. */
export function problemAt(problems: readonly PathError[], path: string): string | undefined {
  const found = problems.filter((problem) => isAt(problem, path))
  return found.length === 0 ? undefined : found.map(({ message }) => message).join(' ')
}

/** What none of those fields can show. */
export function problemsBeside(
  problems: readonly PathError[],
  paths: readonly string[],
): PathError[] {
  return problems.filter((problem) => !paths.some((path) => isAt(problem, path)))
}

function isAt(problem: PathError, path: string): boolean {
  return problem.path === path || problem.path.startsWith(`${path}.`)
}
