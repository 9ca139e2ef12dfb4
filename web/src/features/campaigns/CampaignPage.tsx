// One campaign, live: how far it is, what happened to whom, and what can be
// done about it. The page owns the query; progress arrives by subscription and
// reaches this page through the cache.
import { Alert, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { useQuery, useSubscription } from 'urql'
import { graphql } from '../../gql'
import type { CampaignPageQuery as CampaignPageData } from '../../gql/graphql'
import { hasCode } from '../../lib/errorCodes'
import { useFormatDateTime, useMay } from '../../lib/viewer'
import { AnchorLink } from '../../ui/AnchorLink'
import { EmptyState } from '../../ui/EmptyState'
import { describeProblem, OutOfDate, Problem } from '../../ui/Problem'
import { CampaignActions } from './CampaignActions'
import { CampaignAudience } from './CampaignAudience'
import { CampaignDeliveries } from './CampaignDeliveries'
import classes from './CampaignPage.module.css'
import { CampaignRate } from './CampaignRate'
import { CampaignSeries } from './CampaignSeries'
import { CampaignSummary } from './CampaignSummary'
import { CampaignTags } from './CampaignTags'
import { channelNames } from './channels'
import { FailureReasons } from './FailureReasons'
import { ProgressPanel } from './ProgressPanel'
import { type Progress, settledPercent } from './progress'
import { StatusBadge } from './StatusBadge'
import { useRefetchOn } from './useRefetchOn'

const CampaignPageQuery = graphql(`
  query CampaignPage($id: ID!) {
    campaign(id: $id) {
      id
      name
      channel
      message
      createdAt
      launchedAt
      finishedAt
      ...CampaignActionsFields
      ...CampaignAudienceFields
      ...CampaignRateFields
      ...FailureReasonsFields
      ...CampaignTagsFields
      progress {
        ...CampaignProgressFields
      }
    }
  }
`)

const CampaignProgressSubscription = graphql(`
  subscription CampaignProgress($id: ID!) {
    campaignProgress(id: $id) {
      ...CampaignProgressFields
    }
  }
`)

/** The reasons of failures come with the query alone; how often it may be asked again. */
const REFETCH_EVERY_MS = 2_000

type Campaign = NonNullable<CampaignPageData['campaign']>

export function CampaignPage({ id }: { id: string }) {
  const [{ data, error }, execute] = useQuery({
    query: CampaignPageQuery,
    variables: { id },
  })
  const refetch = () => execute({ requestPolicy: 'network-only' })
  const [live] = useSubscription({
    query: CampaignProgressSubscription,
    variables: { id },
    pause: !data?.campaign,
  })
  useDocumentTitle(data?.campaign ? titleOf(data.campaign) : 'Campaign · Xeno')
  useRefetchOn(data?.campaign ? turnOf(data.campaign.progress) : '', REFETCH_EVERY_MS, refetch)

  // An address that is no id at all names no campaign either.
  if (error && hasCode(error, 'BAD_USER_INPUT')) return <Missing />
  if (error && !data) {
    return <Problem title="The campaign could not be loaded" error={error} onRetry={refetch} />
  }
  if (!data) return <Loading />
  if (!data.campaign) return <Missing />
  return (
    <Stack gap="xl">
      <CampaignHeader campaign={data.campaign} />
      <OutOfDate title="The campaign may be out of date" error={error} onRetry={refetch} />
      {live.error && (
        <Alert color="orange" title="Live updates have stopped" role="alert">
          {describeProblem(live.error)} Reload the page to follow the campaign again.
        </Alert>
      )}
      <ProgressPanel progress={data.campaign.progress} />
      {data.campaign.progress.status !== 'DRAFT' && (
        <CampaignSummary id={id} status={data.campaign.progress.status} />
      )}
      <div className={classes['columns']}>
        <Stack gap="xl">
          <CampaignRate campaign={data.campaign} />
          <CampaignAudience campaign={data.campaign} />
          <section aria-labelledby="message">
            <Title order={2} id="message" mb="xs">
              Message
            </Title>
            <Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {data.campaign.message}
            </Text>
          </section>
        </Stack>
        <FailureReasons campaign={data.campaign} />
      </div>
      {data.campaign.progress.status !== 'DRAFT' && (
        <>
          <CampaignSeries id={id} progress={data.campaign.progress} />
          <CampaignDeliveries id={id} progress={data.campaign.progress} />
        </>
      )}
    </Stack>
  )
}

/** The status, and the numbers of those that have a reason. */
function turnOf({ status, failed, unknown, skipped }: Progress): string {
  return `${status} ${failed} ${unknown} ${skipped}`
}

function CampaignHeader({ campaign }: { campaign: Campaign }) {
  const { progress } = campaign
  const may = useMay('CAMPAIGNS')
  const formatDateTime = useFormatDateTime()
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <Title order={1} style={{ overflowWrap: 'anywhere' }}>
          {campaign.name}
        </Title>
        <StatusBadge status={progress.status} />
      </Group>
      <Text size="sm" c="dimmed">
        {describeHistory(campaign, formatDateTime)}
      </Text>
      <CampaignTags campaign={campaign} />
      <CampaignActions campaign={campaign} />
      {may && progress.status === 'DRAFT' && (
        <AnchorLink to="/campaigns/$campaignId/edit" params={{ campaignId: campaign.id }}>
          Edit the draft
        </AnchorLink>
      )}
    </Stack>
  )
}

/** A running campaign is followed from another tab by its percent. */
function titleOf({ name, progress }: Campaign): string {
  const percent = progress.status === 'RUNNING' ? `${settledPercent(progress)}% · ` : ''
  return `${percent}${name} · Xeno`
}

function describeHistory(
  { channel, createdAt, launchedAt, finishedAt }: Campaign,
  formatDateTime: (instant: string) => string,
): string {
  return [
    channelNames[channel],
    `created ${formatDateTime(createdAt)}`,
    launchedAt && `launched ${formatDateTime(launchedAt)}`,
    finishedAt && `finished ${formatDateTime(finishedAt)}`,
  ]
    .filter(Boolean)
    .join(' · ')
}

function Missing() {
  return (
    <EmptyState title="There is no such campaign">
      The address may be mistyped. All campaigns are listed under Campaigns.
    </EmptyState>
  )
}

function Loading() {
  return (
    <Stack gap="xl" aria-busy="true" aria-label="Loading the campaign">
      <Skeleton height={100} />
      <Skeleton height={220} />
      <Skeleton height={80} />
    </Stack>
  )
}
