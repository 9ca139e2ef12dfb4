// A campaign's progress as the screens show it. Every figure is the server's;
// what is computed here is shares and sentences alone.
import { formatCount, formatDuration, formatRate } from '../../lib/format'
import type { Part } from '../../ui/StackedBar'
import { graphql } from '../../gql'
import type { CampaignProgressFieldsFragment, MessageStatus } from '../../gql/graphql'

/** `campaign { id }` is what the cache knows a progress by. */
export const CampaignProgressFields = graphql(`
  fragment CampaignProgressFields on CampaignProgress {
    campaign {
      id
    }
    status
    audience
    pending
    sent
    delivered
    failed
    unknown
    skipped
    unaccounted
    accepted
    deliveryRate
    messagesPerSecond
    etaSeconds
    sequence
  }
`)

export type Progress = CampaignProgressFieldsFragment

/** Everybody whose message has come to its end, one way or another. */
export function settled(progress: Progress): number {
  return progress.delivered + progress.failed + progress.unknown + progress.skipped
}

/** The share of the audience that is settled, whole percent, rounded down: 100 means all. */
export function settledPercent(progress: Progress): number {
  return progress.audience === 0 ? 0 : Math.floor((100 * settled(progress)) / progress.audience)
}

/** Where a message may stand: what screens call it, and its colour. */
export const messageStatuses: Record<MessageStatus, { label: string; color: string }> = {
  PENDING: { label: 'Pending', color: 'var(--xeno-pending)' },
  SENT: { label: 'Awaiting receipt', color: 'var(--xeno-sent)' },
  DELIVERED: { label: 'Delivered', color: 'var(--xeno-delivered)' },
  FAILED: { label: 'Failed', color: 'var(--xeno-failed)' },
  UNKNOWN: { label: 'Unknown', color: 'var(--xeno-unknown)' },
  SKIPPED: { label: 'Skipped', color: 'var(--xeno-skipped)' },
}

/** How many stand where: how messages ended, then those on their way. These add up to the audience. */
export function statusCounts(progress: Progress): (Part & { status: MessageStatus })[] {
  return [
    { status: 'DELIVERED', count: progress.delivered, ...messageStatuses.DELIVERED },
    { status: 'FAILED', count: progress.failed, ...messageStatuses.FAILED },
    { status: 'UNKNOWN', count: progress.unknown, ...messageStatuses.UNKNOWN },
    { status: 'SKIPPED', count: progress.skipped, ...messageStatuses.SKIPPED },
    { status: 'SENT', count: progress.sent, ...messageStatuses.SENT },
    { status: 'PENDING', count: progress.pending, ...messageStatuses.PENDING },
  ]
}

/** What the bar shows; pending ones are its rest. */
export function parts(progress: Progress): Part[] {
  return statusCounts(progress).filter(({ status }) => status !== 'PENDING')
}

/** The bar in words. */
export function describeParts(progress: Progress): string {
  const counted = parts(progress)
    .filter(({ count }) => count > 0)
    .map(({ label, count }) => `${formatCount(count)} ${label.toLowerCase()}`)
  const list = counted.length > 0 ? counted.join(', ') : 'nobody reached yet'
  return `Of ${formatCount(progress.audience)}: ${list}`
}

/** What goes on, in a sentence. */
export function describePace(progress: Progress): string {
  switch (progress.status) {
    case 'DRAFT':
      return 'Not launched. Nobody receives anything before you launch it.'
    case 'PREPARING':
      return 'Drawing the audience and writing its messages.'
    case 'RUNNING':
      return describeSpeed(progress)
    case 'PAUSED':
      return 'Paused. Messages already handed over still get their receipts.'
    case 'COMPLETED':
      return 'Everybody in the audience has a final status.'
    case 'CANCELLED':
      return 'Cancelled. Whoever had no message yet was skipped.'
  }
}

function describeSpeed({ messagesPerSecond, etaSeconds }: Progress): string {
  const rate = formatRate(messagesPerSecond)
  return etaSeconds === null || etaSeconds === undefined
    ? `${rate}.`
    : `${rate}, about ${formatDuration(etaSeconds)} left.`
}
