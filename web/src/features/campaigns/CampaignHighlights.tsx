import type { CampaignSummaryQuery, HighlightKind } from '../../gql/graphql'
import { formatCode, formatCount, formatRatio } from '../../lib/format'
import classes from './CampaignHighlights.module.css'

type Highlight = NonNullable<
  NonNullable<CampaignSummaryQuery['campaign']>['summary']
>['highlights'][number]

const kinds: Record<HighlightKind, string> = {
  CITY: 'City',
  TIER: 'Tier',
  HOUR: 'Hour',
  REASON: 'Reason',
}

/** What went otherwise than the campaign as a whole, in figures. */
export function CampaignHighlights({ highlights }: { highlights: readonly Highlight[] }) {
  if (highlights.length === 0) return null
  return (
    <div className={classes['scroll']}>
      <table className={classes['highlights']}>
        <caption>What stands out</caption>
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col">Messages</th>
            <th scope="col">Delivered</th>
            <th scope="col">Against the whole</th>
          </tr>
        </thead>
        <tbody>
          {highlights.map((highlight) => (
            <tr key={`${highlight.by} ${highlight.label}`}>
              <th scope="row">
                {kinds[highlight.by]}: {nameOf(highlight)}
              </th>
              <td>{formatCount(highlight.messages)}</td>
              <td>{formatRatio(highlight.deliveryRate)}</td>
              <td>{describeDifference(highlight)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Codes become words; cities and hours are words. */
function nameOf({ by, label }: Highlight): string {
  return by === 'TIER' || by === 'REASON' ? formatCode(label) : label
}

/**
 * In points of a hundred: a share of a share would be read as either. What failed for a reason
 * did so to the last message, and has nothing to be held against.
 */
export function describeDifference({
  by,
  deliveryRate,
  usualRate,
}: Pick<Highlight, 'by' | 'deliveryRate' | 'usualRate'>): string {
  if (by === 'REASON') return '–'
  const points = Math.round(1_000 * (deliveryRate - usualRate)) / 10
  if (points === 0) return `The same (${formatRatio(usualRate)})`
  const amount = Math.abs(points) === 1 ? '1 point' : `${Math.abs(points)} points`
  return `${amount} ${points > 0 ? 'more' : 'less'} (${formatRatio(usualRate)})`
}
