import { Group, NativeSelect } from '@mantine/core'
import { useQuery } from 'urql'
import type { CampaignStatus } from '../../gql/graphql'
import { SearchField } from '../../ui/SearchField'
import classes from './CampaignFilters.module.css'
import type { CampaignFilter } from './campaignsQuery'
import { CampaignTagNames } from './campaignTags'
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
      <TagFilter tag={filter.tag} onChange={(tag) => onChange({ ...filter, tag })} />
    </Group>
  )
}

interface TagFilterProps {
  tag: string | null
  onChange: (tag: string | null) => void
}

/** As long as no campaign has a tag there is nothing to choose. */
function TagFilter({ tag, onChange }: TagFilterProps) {
  const [{ data }] = useQuery({ query: CampaignTagNames, requestPolicy: 'cache-and-network' })
  // One of the address is shown, whether or not there is such a tag.
  const names = [...new Set([...(data?.campaignTags ?? []), ...(tag === null ? [] : [tag])])]
  if (names.length === 0) return null
  return (
    <NativeSelect
      aria-label="Tag"
      data={[
        { value: '', label: 'Any tag' },
        ...names.map((name) => ({ value: name, label: name })),
      ]}
      value={tag ?? ''}
      onChange={({ currentTarget }) => onChange(currentTarget.value || null)}
    />
  )
}

/** A status by its name in an address or a list; null where it is none. */
export function statusOf(name: string | undefined): CampaignStatus | null {
  return name !== undefined && Object.hasOwn(statusNames, name) ? (name as CampaignStatus) : null
}
