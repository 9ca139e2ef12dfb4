// Saving and deleting: what the server refuses comes back beside the field or
// the condition that it names, and nothing that was typed is lost. The API
// writes what it is given over what is there, so a save looks first whether
// somebody else's is there by now, and sends only what was changed.
import { useRef, useState } from 'react'
import { type Client, type CombinedError, useClient } from 'urql'
import { graphql } from '../../gql'
import type { RuleInput, SegmentFieldsFragment } from '../../gql/graphql'
import { describeProblem } from '../../ui/Problem'
import type { UserError } from '../../ui/UserErrors'
import { type PathProblem, withinRule } from './ruleProblems'
import { isSameRule } from './ruleTree'

export const SegmentFields = graphql(`
  fragment SegmentFields on Segment {
    id
    name
    description
    rule
    sentence
    updatedAt
    usedBy {
      id
      name
    }
  }
`)

/** Apart from the page's own query, so that no answer to it takes the page away. */
const SegmentNow = graphql(`
  query SegmentNow($id: ID!) {
    segment(id: $id) {
      ...SegmentFields
    }
  }
`)

const SegmentsNamed = graphql(`
  query SegmentsNamed($name: String!) {
    segments(first: 5, search: $name) {
      nodes {
        ...SegmentFields
      }
    }
  }
`)

const SegmentCreate = graphql(`
  mutation SegmentCreate($input: SegmentCreateInput!) {
    result: segmentCreate(input: $input) {
      segment {
        ...SegmentFields
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`)

const SegmentUpdate = graphql(`
  mutation SegmentUpdate($input: SegmentUpdateInput!) {
    result: segmentUpdate(input: $input) {
      segment {
        ...SegmentFields
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`)

const SegmentDelete = graphql(`
  mutation SegmentDelete($input: SegmentDeleteInput!) {
    segmentDelete(input: $input) {
      deletedId
      userErrors {
        code
        message
      }
    }
  }
`)

export interface Draft {
  name: string
  description: string | null
  rule: RuleInput
}

/** The saved segment that was opened, and as of when. */
export interface Opened {
  id: string
  updatedAt: string
}

/** Why a save was refused, sorted by where it is shown. */
export interface Refusal {
  name: string | null
  description: string | null
  rule: PathProblem[]
  /** About none of these. */
  others: UserError[]
}

export const noRefusal: Refusal = { name: null, description: null, rule: [], others: [] }

type PathError = UserError & { path: string }

type Outcome =
  | { stored: SegmentFieldsFragment }
  /** Somebody has changed it since it was opened: nothing was saved. */
  | { newer: SegmentFieldsFragment }
  | { errors: readonly PathError[] }

export function useSaveSegment() {
  const client = useClient()
  const [saving, setSaving] = useState(false)
  const [refusal, setRefusal] = useState(noRefusal)
  const [newer, setNewer] = useState<SegmentFieldsFragment | null>(null)
  const answerLost = useRef(false)

  /** The segment as it is now; null where it was not saved. */
  async function follow(outcome: Promise<Outcome>): Promise<SegmentFieldsFragment | null> {
    setSaving(true)
    const became = await outcome
    setSaving(false)
    setRefusal('errors' in became ? sort(became.errors) : noRefusal)
    setNewer('newer' in became ? became.newer : null)
    return 'stored' in became ? became.stored : null
  }

  async function make(draft: Draft): Promise<Outcome> {
    const { data, error } = await client.mutation(SegmentCreate, { input: draft }).toPromise()
    answerLost.current ||= Boolean(error?.networkError)
    const outcome = outcomeOf(data?.result, error)
    if (!answerLost.current || !('errors' in outcome)) return outcome
    // It may be there all the same: the API knows no second try from a second segment.
    const made = await findMade(client, draft)
    return made ? { stored: made } : outcome
  }

  return {
    create: (draft: Draft) => follow(make(draft)),
    update: (opened: Opened, changes: Partial<Draft>) => follow(change(client, opened, changes)),
    saving,
    refusal,
    newer,
    forget: () => setRefusal(noRefusal),
  }
}

async function change(
  client: Client,
  { id, updatedAt }: Opened,
  changes: Partial<Draft>,
): Promise<Outcome> {
  const asked = client.query(SegmentNow, { id }, { requestPolicy: 'network-only' })
  const { data: found, error: unknown } = await asked.toPromise()
  if (unknown) return { errors: [requestError(unknown)] }
  const now = found?.segment
  if (now && now.updatedAt !== updatedAt) {
    // Where the answer to an earlier try was lost, what is newer is our own.
    return holds(now, changes) ? { stored: now } : { newer: now }
  }
  const input = { id, ...changes }
  const { data, error } = await client.mutation(SegmentUpdate, { input }).toPromise()
  return outcomeOf(data?.result, error)
}

async function findMade(client: Client, draft: Draft): Promise<SegmentFieldsFragment | undefined> {
  const variables = { name: draft.name.trim() }
  const asked = client.query(SegmentsNamed, variables, { requestPolicy: 'network-only' })
  const { data } = await asked.toPromise()
  return data?.segments.nodes.find((segment) => holds(segment, draft))
}

/** Whether the segment says all of this already. */
function holds(segment: SegmentFieldsFragment, { name, description, rule }: Partial<Draft>) {
  return (
    (name === undefined || name.trim() === segment.name) &&
    (description === undefined || description === (segment.description ?? null)) &&
    (rule === undefined || isSameRule(rule, segment.rule))
  )
}

function outcomeOf(
  result: { segment?: SegmentFieldsFragment | null; userErrors: readonly PathError[] } | undefined,
  error: CombinedError | undefined,
): Outcome {
  if (error) return { errors: [requestError(error)] }
  return result?.segment ? { stored: result.segment } : { errors: result?.userErrors ?? [] }
}

function requestError(error: CombinedError): PathError {
  return { code: 'REQUEST', message: describeProblem(error), path: '' }
}

function sort(errors: readonly PathError[]): Refusal {
  const sorted: Refusal = { ...noRefusal, rule: [], others: [] }
  for (const error of errors) {
    const path = withinRule(error.path)
    if (error.path === 'input.name') sorted.name ??= error.message
    else if (error.path === 'input.description') sorted.description ??= error.message
    else if (path === null) sorted.others.push(error)
    else sorted.rule.push({ path, message: error.message })
  }
  return sorted
}

export function useDeleteSegment(id: string) {
  const client = useClient()
  const [deleting, setDeleting] = useState(false)
  const [errors, setErrors] = useState<readonly UserError[]>([])

  /** Whether it is gone. */
  async function remove(): Promise<boolean> {
    setDeleting(true)
    const { data, error } = await client.mutation(SegmentDelete, { input: { id } }).toPromise()
    setDeleting(false)
    setErrors(
      error
        ? [{ code: 'REQUEST', message: describeProblem(error) }]
        : (data?.segmentDelete.userErrors ?? []),
    )
    return Boolean(data?.segmentDelete.deletedId)
  }

  return { remove, deleting, errors }
}
