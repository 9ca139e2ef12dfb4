import { useFormatDateTime } from '../../../lib/viewer'
import { AnchorLink } from '../../../ui/AnchorLink'
import classes from '../List.module.css'
import { type AuditEntry, describeDeed } from './audit'

export function AuditRow({ entry }: { entry: AuditEntry }) {
  const formatDateTime = useFormatDateTime()
  return (
    <li className={classes['row']}>
      <div className={classes['what']}>
        <span>
          <strong>{entry.actorLabel}</strong> {describeDeed(entry.action)} <Subject entry={entry} />
        </span>
        <span className={classes['known']}>
          {formatDateTime(entry.at)} · {entry.action}
          {entry.address ? ` · from ${entry.address}` : ''}
        </span>
      </div>
    </li>
  )
}

/** What it was done to, as it was called then, and a way there where it has a page. */
function Subject({ entry: { action, subject, subjectLabel } }: { entry: AuditEntry }) {
  const name = subjectLabel ?? subject
  if (!name) return null
  if (subject && action.startsWith('campaign.')) {
    return (
      <AnchorLink to="/campaigns/$campaignId" params={{ campaignId: subject }} underline="always">
        {name}
      </AnchorLink>
    )
  }
  if (subject && action.startsWith('segment.') && action !== 'segment.delete') {
    return (
      <AnchorLink to="/segments/$segmentId" params={{ segmentId: subject }} underline="always">
        {name}
      </AnchorLink>
    )
  }
  return <>{name}</>
}
