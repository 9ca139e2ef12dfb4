import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { use, useState } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../../gql'
import { EditedSegmentContext } from './editedSegment'
import classes from './RuleBuilder.module.css'

const SegmentChoices = graphql(`
  query SegmentChoices($search: String) {
    segments(first: 20, search: $search) {
      nodes {
        id
        name
      }
    }
  }
`)

const ChosenSegment = graphql(`
  query ChosenSegment($id: ID!) {
    segment(id: $id) {
      id
      name
    }
  }
`)

/** Between the last key and the question. */
const TYPING_MS = 200

interface SegmentPickerProps {
  value: string
  label: string
  onChange: (id: string) => void
}

/** A saved segment by its name, but for the one that is being edited. */
export function SegmentPicker({ value, label, onChange }: SegmentPickerProps) {
  const edited = use(EditedSegmentContext)
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), TYPING_MS)
  const [chosen] = useQuery({ query: ChosenSegment, variables: { id: value }, pause: !value })
  const name = chosen.data?.segment?.name
  // What the field shows once something is chosen is no search.
  const variables = { search: search === name ? '' : search }
  const [{ data, fetching }] = useQuery({ query: SegmentChoices, variables })
  const found = (data?.segments.nodes ?? []).filter(({ id }) => id !== edited && id !== value)
  return (
    <Select
      aria-label={label}
      className={classes['text']}
      placeholder="Choose a segment"
      searchable
      allowDeselect={false}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      nothingFoundMessage={fetching ? 'Looking…' : 'No segment goes by that name'}
      data={[
        ...(value ? [{ value, label: name ?? (chosen.fetching ? 'Loading…' : value) }] : []),
        ...found.map((segment) => ({ value: segment.id, label: segment.name })),
      ]}
      value={value || null}
      onChange={(id) => onChange(id ?? '')}
    />
  )
}
