// The history: campaigns, most recent first, each with its live numbers. What
// narrows it stands in the address.
import { Button, Group, Stack, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useEffect } from 'react'
import { useClient, useSubscription } from 'urql'
import { graphql } from '../../gql'
import type { CampaignsChangedSubscription } from '../../gql/graphql'
import { useMay } from '../../lib/viewer'
import { ButtonLink } from '../../ui/ButtonLink'
import { EmptyState } from '../../ui/EmptyState'
import { CampaignFilters, statusOf } from './CampaignFilters'
import { CampaignRows } from './CampaignRows'
import { type CampaignFilter, CampaignsQuery, pageOf } from './campaignsQuery'

const CampaignsChanged = graphql(`
  subscription CampaignsChanged {
    campaignsChanged {
      ...CampaignRowFields
    }
  }
`)

const route = getRouteApi('/inside/campaigns')

export function CampaignsPage() {
  useDocumentTitle('Campaigns · Xeno')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const may = useMay('CAMPAIGNS')
  const filter: CampaignFilter = {
    search: search.search ?? null,
    status: statusOf(search.status),
    tag: search.tag ?? null,
  }
  useFollowCampaigns(filter)
  const narrow = (next: CampaignFilter) =>
    navigate({
      search: {
        ...(next.search !== null && { search: next.search }),
        ...(next.status !== null && { status: next.status }),
        ...(next.tag !== null && { tag: next.tag }),
      },
      // A step back leads to the page before, and not through each letter.
      replace: true,
    })
  const narrowed = filter.search !== null || filter.status !== null || filter.tag !== null
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1}>Campaigns</Title>
        {may && <ButtonLink to="/campaigns/new">New campaign</ButtonLink>}
      </Group>
      <CampaignFilters filter={filter} onChange={(next) => void narrow(next)} />
      <CampaignRows
        filter={filter}
        after={null}
        empty={
          narrowed ? (
            <NoneLikeThat
              onShowAll={() => void narrow({ search: null, status: null, tag: null })}
            />
          ) : (
            <NoCampaigns />
          )
        }
      />
    </Stack>
  )
}

/**
 * A change to a campaign that is listed reaches its row through the cache. The
 * first word of a campaign may be of a new one, and one that stands elsewhere
 * now may have come into the list or left it, so the list is then asked for
 * again.
 */
function useFollowCampaigns({ search, status, tag }: CampaignFilter): void {
  const client = useClient()
  const refetch = useCallback(() => {
    const variables = pageOf({ search, status, tag }, null)
    void client.query(CampaignsQuery, variables, { requestPolicy: 'network-only' }).toPromise()
  }, [client, search, status, tag])
  const [{ data: heard }] = useSubscription({ query: CampaignsChanged }, collectTurns)
  useEffect(() => {
    if (heard) refetch()
    // oxlint-disable-next-line react/exhaustive-deps -- another filter asks by itself
  }, [heard])
}

/** Where campaigns were heard to stand; the same set again where nothing is new. */
function collectTurns(
  heard: ReadonlySet<string> = new Set(),
  { campaignsChanged: { id, progress } }: CampaignsChangedSubscription,
): ReadonlySet<string> {
  const turn = `${id} ${progress.status}`
  return heard.has(turn) ? heard : new Set([...heard, turn])
}

function NoneLikeThat({ onShowAll }: { onShowAll: () => void }) {
  return (
    <EmptyState title="No campaign is like that">
      <Stack align="center">
        <span>Look for a shorter part of its name, for any status, or for any tag.</span>
        <Button variant="default" onClick={onShowAll}>
          Show all campaigns
        </Button>
      </Stack>
    </EmptyState>
  )
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
          Write a message for everyone, or draw an audience under Segments first. What is sent, and
          what became of it, is then shown here as it happens.
        </span>
        <ButtonLink to="/campaigns/new" variant="default">
          Write the first campaign
        </ButtonLink>
      </Stack>
    </EmptyState>
  )
}
