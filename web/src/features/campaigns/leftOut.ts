import { formatCount } from '../../lib/format'
import type { MessagePreview } from './messagePreviewQuery'

/** Who of the reachable would get nothing and why, a sentence a reason; none where all get it. */
export function leftOut(preview: MessagePreview): string[] {
  const { reachable, checkedCount, missingCount, tooLongCount } = preview
  const of = checkedCount < reachable ? ` of the ${formatCount(checkedCount)} looked at` : ''
  return [
    missingCount > 0 &&
      `${formatCount(missingCount)}${of} would be left out: a value that the message says is not known of them. Give it a default.`,
    tooLongCount > 0 &&
      `${formatCount(tooLongCount)}${of} would be left out: their message would be longer than 4,096 bytes.`,
  ].filter((line) => line !== false)
}

/** How many would get the message; null where only a part of them was looked at and some of those would not. */
export function recipients(preview: MessagePreview): number | null {
  const { reachable, checkedCount, missingCount, tooLongCount } = preview
  const out = missingCount + tooLongCount
  return checkedCount < reachable && out > 0 ? null : reachable - out
}
