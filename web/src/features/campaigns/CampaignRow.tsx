import { graphql } from '../../gql'
import type {
  CampaignRowFieldsFragment,
  CampaignStatus,
  CampaignTagsFieldsFragment,
} from '../../gql/graphql'
import { formatCount } from '../../lib/format'
import { useFormatDateTime } from '../../lib/viewer'
import { AnchorLink } from '../../ui/AnchorLink'
import { StackedBar } from '../../ui/StackedBar'
import classes from './CampaignRow.module.css'
import { describePace, describeParts, parts, settledPercent } from './progress'
import { StatusBadge } from './StatusBadge'
import { TagList } from './TagList'

export const CampaignRowFields = graphql(`
  fragment CampaignRowFields on Campaign {
    id
    name
    createdAt
    launchedAt
    progress {
      ...CampaignProgressFields
    }
  }
`)

/** Of those it is said how they get on. */
const active = new Set<CampaignStatus>(['PREPARING', 'RUNNING', 'PAUSED'])

interface CampaignRowProps {
  /** With its tags, where the list asks for them. */
  campaign: CampaignRowFieldsFragment & Partial<CampaignTagsFieldsFragment>
}

export function CampaignRow({ campaign }: CampaignRowProps) {
  const { progress } = campaign
  const formatDateTime = useFormatDateTime()
  const drawn = progress.status !== 'DRAFT'
  return (
    <li className={classes['row']}>
      <div className={classes['head']}>
        <AnchorLink
          to="/campaigns/$campaignId"
          params={{ campaignId: campaign.id }}
          className={classes['name']}
        >
          {campaign.name}
        </AnchorLink>
        <StatusBadge status={progress.status} />
        {campaign.tags && <TagList tags={campaign.tags} />}
        <span className={classes['time']}>
          {campaign.launchedAt
            ? `Launched ${formatDateTime(campaign.launchedAt)}`
            : `Created ${formatDateTime(campaign.createdAt)}`}
        </span>
      </div>
      {drawn && (
        <>
          <StackedBar
            label={describeParts(progress)}
            total={progress.audience}
            parts={parts(progress)}
          />
          <dl className={classes['numbers']}>
            <Number label="Audience" count={progress.audience} />
            <Number label="Sent" count={progress.accepted} />
            <Number label="Delivered" count={progress.delivered} />
            <Number label="Failed" count={progress.failed} />
          </dl>
          {active.has(progress.status) && (
            <p className={classes['pace']}>
              {settledPercent(progress)}% done. {describePace(progress)}
            </p>
          )}
        </>
      )}
    </li>
  )
}

function Number({ label, count }: { label: string; count: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{formatCount(count)}</dd>
    </div>
  )
}
