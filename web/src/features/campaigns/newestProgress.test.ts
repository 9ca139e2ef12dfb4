import { expect, test } from 'vitest'
import { progress } from './fixtures'
import { keepNewest } from './newestProgress'

test('an older progress gives way wherever it stands', () => {
  const seen = new Map()
  const newer = progress({ sequence: 5, delivered: 50 })
  const older = progress({ sequence: 4, delivered: 40 })
  expect(keepNewest({ campaignProgress: newer }, seen)).toEqual({ campaignProgress: newer })
  expect(keepNewest({ campaigns: { nodes: [{ progress: older }] } }, seen)).toEqual({
    campaigns: { nodes: [{ progress: newer }] },
  })
})

test('an equal sequence passes', () => {
  const seen = new Map()
  keepNewest(progress({ sequence: 5, messagesPerSecond: 10 }), seen)
  const slower = progress({ sequence: 5, messagesPerSecond: 2 })
  expect(keepNewest(slower, seen)).toEqual(slower)
})

test('campaigns are told apart', () => {
  const seen = new Map()
  keepNewest(progress({ sequence: 5 }), seen)
  const other = { ...progress({ sequence: 1 }), campaign: { __typename: 'Campaign', id: 'c2' } }
  expect(keepNewest(other, seen)).toEqual(other)
})

test('fields that the newer did not select are kept', () => {
  const seen = new Map()
  const campaign = { __typename: 'Campaign', id: 'c1' }
  const few = { __typename: 'CampaignProgress', campaign, sequence: 5, delivered: 50 }
  keepNewest(few, seen)
  expect(keepNewest(progress({ sequence: 4, delivered: 40 }), seen)).toEqual(
    progress({ sequence: 5, delivered: 50 }),
  )
})
