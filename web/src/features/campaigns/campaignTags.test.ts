import { expect, test } from 'vitest'
import { describeDifference } from './CampaignHighlights'
import { tagOf } from './campaignTags'

test('a tag is written as the server keeps it', () => {
  expect(tagOf('  Win   Back ')).toBe('win-back')
})

test('a rate is told in points beside the usual one', () => {
  expect(describeDifference({ by: 'CITY', deliveryRate: 0.8, usualRate: 0.91 })).toBe(
    '11 points less (91%)',
  )
  expect(describeDifference({ by: 'CITY', deliveryRate: 0.92, usualRate: 0.91 })).toBe(
    '1 point more (91%)',
  )
  expect(describeDifference({ by: 'CITY', deliveryRate: 0.91, usualRate: 0.9101 })).toBe(
    'The same (91%)',
  )
  expect(describeDifference({ by: 'REASON', deliveryRate: 0, usualRate: 0.91 })).toBe('–')
})
