// The history: campaigns, most recent first, each with its live numbers.
import { Anchor, Button, Code, Stack, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { useCallback, useEffect } from 'react'
import { useClient, useSubscription } from 'urql'
import { graphql } from '../../gql'
import type { CampaignsChangedSubscription } from '../../gql/graphql'
import { useOnReconnected } from '../../lib/useConnection'
import { useMay } from '../../lib/viewer'
import { EmptyState } from '../../ui/EmptyState'
import { CampaignRows } from './CampaignRows'
import { CampaignsQuery, firstPage } from './campaignsQuery'

const CampaignsChanged = graphql(`
  subscription CampaignsChanged {
    campaignsChanged {
      ...CampaignRowFields
    }
  }
`)

export function CampaignsPage() {
  useDocumentTitle('Campaigns · Xeno')
  useFollowCampaigns()
  return (
    <Stack>
      <Title order={1}>Campaigns</Title>
      <CampaignRows after={null} empty={<NoCampaigns />} />
    </Stack>
  )
}

/**
 * A change to a campaign that is listed reaches its row through the cache. The
 * first word of a campaign may be of a new one, so the list is then asked for
 * again; and once more after a break, in which words were lost.
 */
function useFollowCampaigns(): void {
  const client = useClient()
  const refetch = useCallback(() => {
    void client.query(CampaignsQuery, firstPage, { requestPolicy: 'network-only' }).toPromise()
  }, [client])
  const [{ data: heard }] = useSubscription({ query: CampaignsChanged }, collectIds)
  useEffect(() => {
    if (heard) refetch()
  }, [heard, refetch])
  useOnReconnected(refetch)
}

/** The campaigns heard of so far; the same set again where nothing is new. */
function collectIds(
  heard: ReadonlySet<string> = new Set(),
  { campaignsChanged: { id } }: CampaignsChangedSubscription,
): ReadonlySet<string> {
  return heard.has(id) ? heard : new Set([...heard, id])
}

function NoCampaigns() {
  const may = useMay('CAMPAIGNS')
  if (!may) {
    return (
      <EmptyState title="No campaigns yet">They appear here once somebody creates one.</EmptyState>
    )
  }
  return (
    <EmptyState title="No campaigns yet">
      <Stack align="center">
        <span>
          Load a demonstration brand with <Code>xeno demo</Code> and an API key, or create your
          first campaign with the operations that the playground has ready.
        </span>
        <Button component="a" href="/playground">
          Open the playground
        </Button>
        <Anchor href="/playground?example=campaignCreate" size="sm">
          Go straight to creating a campaign
        </Anchor>
      </Stack>
    </EmptyState>
  )
}
