// A draft, opened to be written on.
import './styles'
import { Skeleton, Stack, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { getRouteApi } from '@tanstack/react-router'
import { useQuery } from 'urql'
import { graphql } from '../../gql'
import { hasCode } from '../../lib/errorCodes'
import { useMay } from '../../lib/viewer'
import { AnchorLink } from '../../ui/AnchorLink'
import { EmptyState } from '../../ui/EmptyState'
import { Problem } from '../../ui/Problem'
import { MAY_NOT } from '../campaigns/actions'
import { Composer } from './Composer'
import { audienceOf } from './draft'

const ComposeDraft = graphql(`
  query ComposeDraft($id: ID!) {
    campaign(id: $id) {
      id
      name
      status
      channel
      message
      rule
      ratePerSecond
      segment {
        id
      }
    }
  }
`)

const route = getRouteApi('/inside/campaigns/$campaignId/edit')

export function EditDraftRoute() {
  const { campaignId } = route.useParams()
  return <EditDraft key={campaignId} id={campaignId} />
}

function EditDraft({ id }: { id: string }) {
  useDocumentTitle('Edit campaign · Xeno')
  const may = useMay('CAMPAIGNS')
  const [{ data, error, fetching }, execute] = useQuery({
    query: ComposeDraft,
    variables: { id },
    // What the cache holds may be older than what is to be written over.
    requestPolicy: 'network-only',
  })
  if (!may) return <EmptyState title="You may not change campaigns">{MAY_NOT}</EmptyState>
  if (error && !data && !hasCode(error, 'BAD_USER_INPUT')) {
    const retry = () => execute({ requestPolicy: 'network-only' })
    return <Problem title="The draft could not be loaded" error={error} onRetry={retry} />
  }
  if (fetching && !data) {
    return (
      <Stack aria-busy="true" aria-label="Loading the draft">
        <Skeleton height={36} width={220} />
        <Skeleton height={620} />
      </Stack>
    )
  }
  const campaign = data?.campaign
  if (!campaign) return <EmptyState title="There is no such campaign">It may be gone.</EmptyState>
  if (campaign.status !== 'DRAFT') {
    return (
      <EmptyState title="This campaign is launched">
        Only its rate can still be changed, on{' '}
        <AnchorLink to="/campaigns/$campaignId" params={{ campaignId: id }} underline="always">
          its page
        </AnchorLink>
        .
      </EmptyState>
    )
  }
  const { name, channel, message, rule, segment, ratePerSecond } = campaign
  return (
    <Stack>
      <Title order={1}>Edit campaign</Title>
      <Composer
        campaignId={id}
        initial={{
          name,
          channel,
          message,
          audience: audienceOf(segment?.id, rule),
          ratePerSecond: ratePerSecond ?? null,
        }}
      />
    </Stack>
  )
}
