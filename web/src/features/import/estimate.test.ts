import { expect, test } from 'vitest'
import { estimate } from './estimate'

const begun = { size: 1000, read: 0, accepted: 0, rejected: 0, persisted: 0, dead: 0, activeMs: 0 }

test('nothing is foretold from nothing', () => {
  expect(estimate(begun)).toEqual({ rows: 0, perSecond: 0, etaSeconds: null })
})

test('the rest goes as fast as what is stored, not as what is accepted', () => {
  const half = { ...begun, read: 500, accepted: 90, rejected: 10, persisted: 40, activeMs: 5000 }
  expect(estimate(half)).toEqual({ rows: 200, perSecond: 10, etaSeconds: 15 })
})

test('at the end of the file its rows are counted', () => {
  const done = { ...begun, read: 1000, accepted: 90, rejected: 9, persisted: 89, dead: 1 }
  expect(estimate({ ...done, activeMs: 2000 })).toMatchObject({ rows: 99, etaSeconds: 0 })
})
