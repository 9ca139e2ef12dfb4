// The live preview: one request a burst of typing, only the latest answer, and
// the last good numbers kept until better ones arrive.
import { useCallback, useEffect, useState } from 'react'
import { type CombinedError, useClient } from 'urql'
import { pipe, subscribe } from 'wonka'
import { graphql } from '../../gql'
import type { RuleInput, RulePreviewQuery } from '../../gql/graphql'
import { nodeAt, type PathProblem, problemsOfRule } from './ruleProblems'

const RulePreview = graphql(`
  query RulePreview($rule: RuleInput!, $segmentId: ID) {
    segmentPreview(rule: $rule, segmentId: $segmentId) {
      count
      reachable
      everyone
      tookMs
      sentence
      nodes {
        path
        count
      }
      sample(first: 8) {
        id
        externalId
        name
        city
        spend
        lastOrderAt
      }
    }
  }
`)

export type Preview = RulePreviewQuery['segmentPreview']

/** Between the last change and the question. */
const SETTLE_MS = 250

export interface Previewed {
  /** The latest answer, maybe to an earlier rule; null before the first. */
  preview: Preview | null
  /** Whether it is the answer to the rule as it stands. */
  fresh: boolean
  counts: ReadonlyMap<string, number>
  /** What the server finds wrong with the rule as it stands, by the id of the node. */
  problems: ReadonlyMap<string, string>
  /** What went wrong beside the rule. */
  error: CombinedError | null
  retry: () => void
}

interface Answer {
  /** The rule that was asked, as a text. */
  question: string
  preview: Preview | null
  counts: ReadonlyMap<string, number>
  problems: ReadonlyMap<string, string>
  error: CombinedError | null
}

const nothing: Answer = {
  question: '',
  preview: null,
  counts: new Map(),
  problems: new Map(),
  error: null,
}

interface Question {
  /** Null while the rule is unfinished: nothing is asked, and the last numbers stay. */
  rule: RuleInput | null
  places: ReadonlyMap<string, string>
  segmentId: string | null
}

export function usePreview({ rule, places, segmentId }: Question): Previewed {
  const client = useClient()
  const [answer, setAnswer] = useState(nothing)
  const [round, setRound] = useState(0)
  const retry = useCallback(() => setRound((last) => last + 1), [])
  const question = rule ? JSON.stringify(rule) : ''

  useEffect(() => {
    if (!rule) return undefined
    let stop = () => {}
    const timer = setTimeout(() => {
      const variables = { rule, segmentId }
      const asked = client.query(RulePreview, variables, { requestPolicy: 'network-only' })
      const { unsubscribe } = pipe(
        asked,
        subscribe(({ data, error }) => {
          setAnswer((last) => answerTo({ question, places }, data?.segmentPreview, error, last))
        }),
      )
      stop = unsubscribe
    }, SETTLE_MS)
    return () => {
      clearTimeout(timer)
      stop()
    }
    // oxlint-disable-next-line react/exhaustive-deps -- the text stands for the rule and its places
  }, [question, segmentId, round, client])

  const current = answer.question === question
  return {
    preview: answer.preview,
    fresh: current && !answer.error && answer.problems.size === 0,
    counts: answer.counts,
    problems: current ? answer.problems : nothing.problems,
    error: current ? answer.error : null,
    retry,
  }
}

/** A refused rule leaves the last numbers on screen. */
function answerTo(
  { question, places }: { question: string; places: ReadonlyMap<string, string> },
  preview: Preview | undefined,
  error: CombinedError | undefined,
  last: Answer,
): Answer {
  if (preview) {
    const counts = countsById(preview, places)
    return { question, preview, counts, problems: nothing.problems, error: null }
  }
  const wrong = error ? problemsOfRule(error) : []
  const problems = byNode(wrong, places)
  return { ...last, question, problems, error: problems.size === 0 ? (error ?? null) : null }
}

function countsById(
  { nodes }: Preview,
  places: ReadonlyMap<string, string>,
): ReadonlyMap<string, number> {
  const byPath = new Map(nodes.map(({ path, count }) => [path, count]))
  const counts = new Map<string, number>()
  for (const [id, path] of places) {
    const count = byPath.get(path)
    if (count !== undefined) counts.set(id, count)
  }
  return counts
}

/** Each problem at the node that its path names. */
export function byNode(
  problems: readonly PathProblem[],
  places: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const { path, message } of problems) {
    const id = nodeAt(path, places)
    if (id === null) continue
    const before = found.get(id)
    found.set(id, before ? `${before} ${message}` : message)
  }
  return found
}
