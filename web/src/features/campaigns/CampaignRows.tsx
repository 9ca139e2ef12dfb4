// One page of the list and, once asked for, the pages behind it. Each page
// starts at the cursor where the one before it ends now, so a campaign that a
// new one pushes off the first page turns up on the second.
import { Button, Skeleton, Stack } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useQuery } from 'urql'
import { Problem } from '../../ui/Problem'
import { CampaignRow } from './CampaignRow'
import { type CampaignFilter, CampaignsQuery, pageOf } from './campaignsQuery'
import classes from './CampaignRow.module.css'

interface CampaignRowsProps {
  filter: CampaignFilter
  after: string | null
  /** Shown where there is no campaign at all. */
  empty?: ReactNode
}

export function CampaignRows({ filter, after, empty }: CampaignRowsProps) {
  const [more, setMore] = useState(false)
  const [{ data, error, fetching }, refetch] = useQuery({
    query: CampaignsQuery,
    variables: pageOf(filter, after),
  })
  if (!data) {
    if (error) {
      const retry = () => refetch({ requestPolicy: 'network-only' })
      return <Problem title="The campaigns could not be loaded" error={error} onRetry={retry} />
    }
    return fetching ? <LoadingRows /> : null
  }
  const { nodes, pageInfo } = data.campaigns
  if (nodes.length === 0) return empty
  const next = pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null
  return (
    <>
      <ul className={classes['list']}>
        {nodes.map((campaign) => (
          <CampaignRow key={campaign.id} campaign={campaign} />
        ))}
      </ul>
      {next !== null &&
        (more ? (
          <CampaignRows filter={filter} after={next} />
        ) : (
          <Button variant="default" onClick={() => setMore(true)}>
            Show older campaigns
          </Button>
        ))}
    </>
  )
}

function LoadingRows() {
  return (
    <Stack gap="md" aria-busy="true" aria-label="Loading campaigns">
      {['first', 'second', 'third'].map((row) => (
        <Skeleton key={row} height={92} />
      ))}
    </Stack>
  )
}
