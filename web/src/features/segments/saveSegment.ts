// Saving and deleting: what the server refuses comes back beside the field or
// the condition that it names, and nothing that was typed is lost.
import { useState } from 'react'
import { useClient } from 'urql'
import { graphql } from '../../gql'
import type { RuleInput, SegmentFieldsFragment } from '../../gql/graphql'
import { describeProblem } from '../../ui/Problem'
import type { UserError } from '../../ui/UserErrors'
import { type PathProblem, withinRule } from './ruleProblems'

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
  description: string
  rule: RuleInput
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

export function useSaveSegment(id: string | null) {
  const client = useClient()
  const [saving, setSaving] = useState(false)
  const [refusal, setRefusal] = useState(noRefusal)

  /** The segment as it is now; null where it was refused. */
  async function save({ name, description, rule }: Draft): Promise<SegmentFieldsFragment | null> {
    setSaving(true)
    const fields = { name, description: description.trim() || null, rule }
    const { data, error } = id
      ? await client.mutation(SegmentUpdate, { input: { id, ...fields } }).toPromise()
      : await client.mutation(SegmentCreate, { input: fields }).toPromise()
    setSaving(false)
    const errors = error
      ? [{ code: 'REQUEST', message: describeProblem(error), path: '' }]
      : (data?.result.userErrors ?? [])
    setRefusal(sort(errors))
    return errors.length === 0 ? (data?.result.segment ?? null) : null
  }

  return { save, saving, refusal, forget: () => setRefusal(noRefusal) }
}

function sort(errors: readonly (UserError & { path: string })[]): Refusal {
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

  return { remove, deleting, errors, forget: () => setErrors([]) }
}
