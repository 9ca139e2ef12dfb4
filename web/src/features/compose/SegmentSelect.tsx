import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../../gql'
import { describeProblem } from '../../ui/Problem'

const ComposeSegments = graphql(`
  query ComposeSegments($search: String!) {
    segments(first: 20, search: $search) {
      nodes {
        id
        name
      }
    }
  }
`)

const ComposeSegment = graphql(`
  query ComposeSegment($id: ID!) {
    segment(id: $id) {
      id
      name
    }
  }
`)

/** Between the last key and the question. */
const TYPING_MS = 200

interface SegmentSelectProps {
  id: string | null
  error: string | undefined
  onChange: (id: string | null) => void
}

/** One saved segment, found by a part of its name. */
export function SegmentSelect({ id, error, onChange }: SegmentSelectProps) {
  const [typed, setTyped] = useState('')
  const [chosen] = useQuery({
    query: ComposeSegment,
    variables: { id: id ?? '' },
    pause: id === null,
  })
  const segment = id === null ? null : chosen.data?.segment
  // The name of what is chosen stands in the field; the others are to be had all the same.
  const [search] = useDebouncedValue(typed === segment?.name ? '' : typed.trim(), TYPING_MS)
  const [found] = useQuery({
    query: ComposeSegments,
    variables: { search },
  })
  const nodes = found.data?.segments.nodes ?? []
  const options = segment && !nodes.some((node) => node.id === id) ? [segment, ...nodes] : nodes
  const problem = found.error ?? chosen.error
  const gone = id !== null && chosen.data?.segment === null
  return (
    <Select
      label="Segment"
      placeholder="Type a part of its name"
      data={options.map(({ id: value, name }) => ({ value, label: name }))}
      value={id}
      onChange={onChange}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      filter={(input) => input.options}
      nothingFoundMessage={found.fetching ? 'Looking…' : 'No segment goes by that name'}
      error={
        gone ? 'There is no such segment any more.' : problem ? describeProblem(problem) : error
      }
      maw="32rem"
    />
  )
}
