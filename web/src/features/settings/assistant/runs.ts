import { graphql } from '../../../gql'
import type { AssistantOutcome, AssistantRunsQuery as Runs } from '../../../gql/graphql'
import { formatCode, formatDuration } from '../../../lib/format'

export const AssistantRunsQuery = graphql(`
  query AssistantRuns($after: String) {
    assistantRuns(first: 50, after: $after) {
      nodes {
        id
        at
        actorLabel
        task
        asked
        engine
        model
        outcome
        problem
        tookMs
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`)

export type AssistantRun = Runs['assistantRuns']['nodes'][number]

/** What the assistant can be asked for, and how the list tells it. */
const tasks: Record<string, string> = {
  rule: 'a rule for',
  message: 'messages for',
  summary: 'a summary of',
  tags: 'tags for',
}

/** "a rule for"; a task that is not known yet by its code. */
export function describeTask(task: string): string {
  return tasks[task] ?? `${formatCode(task).toLowerCase()}:`
}

export const outcomes: Record<AssistantOutcome, { label: string; color: string }> = {
  ANSWERED: { label: 'Answered', color: 'green' },
  ANSWERED_AT_SECOND_TRY: { label: 'Answered at the second try', color: 'orange' },
  FELL_BACK: { label: 'Answered by Xeno instead', color: 'orange' },
  FAILED: { label: 'Not answered', color: 'red' },
  ABANDONED: { label: 'Not waited for', color: 'gray' },
}

/** Who answered, and who was asked where that is another or where nobody did. */
export function describeEngine({
  engine,
  model,
  outcome,
}: Pick<AssistantRun, 'engine' | 'model' | 'outcome'>): string {
  if (outcome === 'FAILED' || outcome === 'ABANDONED')
    return model ? `${model}, a language model, was asked` : 'Xeno’s own rules were asked'
  if (engine === 'OLLAMA') return model ? `by ${model}, a language model` : 'by a language model'
  return model ? `by Xeno’s own rules, as ${model} did not` : 'by Xeno’s own rules'
}

/** Below a second in milliseconds, else in seconds. */
export function describeWait(tookMs: number): string {
  if (tookMs < 1_000) return `${Math.max(1, Math.round(tookMs))} ms`
  return formatDuration(tookMs / 1_000)
}
