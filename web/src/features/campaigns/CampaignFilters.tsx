import { Group, NativeSelect } from '@mantine/core'
import type { CampaignStatus } from '../../gql/graphql'
import { SearchField } from '../../ui/SearchField'
import classes from './CampaignFilters.module.css'
import type { CampaignFilter } from './campaignsQuery'
import { statusNames } from './StatusBadge'

const statuses = [
  { value: '', label: 'Any status' },
  ...Object.entries(statusNames).map(([value, label]) => ({ value, label })),
]

interface CampaignFiltersProps {
  filter: CampaignFilter
  onChange: (filter: CampaignFilter) => void
}

export function CampaignFilters({ filter, onChange }: CampaignFiltersProps) {
  return (
    <Group gap="sm" role="search">
      <div className={classes['search']}>
        <SearchField
          label="Search campaigns by name"
          placeholder="Search by name"
          value={filter.search ?? ''}
          onSearch={(text) => onChange({ ...filter, search: text || null })}
        />
      </div>
      <NativeSelect
        aria-label="Status"
        data={statuses}
        value={filter.status ?? ''}
        onChange={({ currentTarget }) =>
          onChange({ ...filter, status: statusOf(currentTarget.value) })
        }
      />
    </Group>
  )
}

/** A status by its name in an address or a list; null where it is none. */
export function statusOf(name: string | undefined): CampaignStatus | null {
  return name !== undefined && Object.hasOwn(statusNames, name) ? (name as CampaignStatus) : null
}
