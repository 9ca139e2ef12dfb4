import { Group, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import type { CampaignStatus } from '../../gql/graphql'
import type { CampaignFilter } from './campaignsQuery'
import { statusNames } from './StatusBadge'

/** Between the last key and the question. */
const TYPING_MS = 250

const statuses = [
  { value: '', label: 'Any status' },
  ...Object.entries(statusNames).map(([value, label]) => ({ value, label })),
]

interface CampaignFiltersProps {
  filter: CampaignFilter
  onChange: (filter: CampaignFilter) => void
}

/** What is typed is the field's own until the typing stops. */
export function CampaignFilters({ filter, onChange }: CampaignFiltersProps) {
  const [typed, setTyped] = useState(filter.search ?? '')
  const search = useDebouncedCallback(
    (text: string) => onChange({ ...filter, search: text.trim() || null }),
    TYPING_MS,
  )
  return (
    <Group gap="sm" role="search">
      <TextInput
        type="search"
        aria-label="Search campaigns by name"
        placeholder="Search by name"
        leftSection={<IconSearch size={16} aria-hidden="true" />}
        value={typed}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value)
          search(currentTarget.value)
        }}
        style={{ flex: '1 1 14rem', maxWidth: '24rem' }}
      />
      <NativeSelect
        aria-label="Status"
        data={statuses}
        value={filter.status ?? ''}
        onChange={({ currentTarget }) => {
          const status = statusOf(currentTarget.value)
          onChange({ search: typed.trim() || null, status })
        }}
      />
    </Group>
  )
}

/** A status by its name in an address or a list; null where it is none. */
export function statusOf(name: string | undefined): CampaignStatus | null {
  return name !== undefined && Object.hasOwn(statusNames, name) ? (name as CampaignStatus) : null
}
