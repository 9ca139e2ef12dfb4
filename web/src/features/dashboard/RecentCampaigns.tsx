import { Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import type { CampaignRowFieldsFragment } from '../../gql/graphql'
import { useMay } from '../../lib/viewer'
import { AnchorLink } from '../../ui/AnchorLink'
import { CampaignRow } from '../campaigns/CampaignRow'
import rowClasses from '../campaigns/CampaignRow.module.css'

interface RecentCampaignsProps {
  /** None while they are loading. */
  campaigns: readonly CampaignRowFieldsFragment[] | undefined
}

export function RecentCampaigns({ campaigns }: RecentCampaignsProps) {
  return (
    <section aria-labelledby="recent">
      <Group justify="space-between">
        <Title order={2} id="recent">
          Last campaigns
        </Title>
        <AnchorLink to="/campaigns" size="sm">
          All campaigns
        </AnchorLink>
      </Group>
      {campaigns ? <Rows campaigns={campaigns} /> : <Loading />}
    </section>
  )
}

function Rows({ campaigns }: { campaigns: readonly CampaignRowFieldsFragment[] }) {
  const may = useMay('CAMPAIGNS')
  if (campaigns.length === 0) {
    return (
      <Text size="sm" mt="sm">
        There are none yet.{' '}
        {may && (
          <AnchorLink to="/campaigns/new" underline="always">
            Write the first campaign
          </AnchorLink>
        )}
      </Text>
    )
  }
  return (
    <ul className={rowClasses['list']}>
      {campaigns.map((campaign) => (
        <CampaignRow key={campaign.id} campaign={campaign} />
      ))}
    </ul>
  )
}

function Loading() {
  return (
    <Stack gap="md" mt="sm" aria-busy="true" aria-label="Loading the last campaigns">
      {['first', 'second', 'third'].map((row) => (
        <Skeleton key={row} height={112} />
      ))}
    </Stack>
  )
}
