import { expect, test } from 'vitest'
import { sampleOf } from './sample'
import { wallClock } from './zone'

const reading = { timeZone: 'UTC', fromWall: wallClock('UTC') }

test('each column shows its values, and what is wrong with them', () => {
  const plan = {
    kind: 'customers' as const,
    format: 'csv' as const,
    header: ['id', 'visits', 'notes'],
    choices: ['externalId', 'visits', ''],
    reading,
  }
  const records = [
    { line: 2, cells: ['c1', '3', ''] },
    { line: 3, cells: ['c2', 'many', 'x'] },
    { line: 4, cells: ['c3', 'few', 'y'] },
    { line: 5, cells: ['c4'] },
  ]
  expect(sampleOf(plan, records)).toEqual({
    rows: 4,
    good: 1,
    columns: [
      { values: ['c1', 'c2', 'c3'], refused: null },
      {
        values: ['3', 'many', 'few'],
        refused: { count: 2, line: 3, message: expect.stringContaining('"many" is not a whole') },
      },
      { values: ['x', 'y'], refused: null },
    ],
    other: { line: 5, message: 'the row has 1 columns and the header 3' },
  })
})

test('keys of JSON are columns, too', () => {
  const plan = {
    kind: 'customers' as const,
    format: 'ndjson' as const,
    header: ['id', 'tags'],
    choices: ['externalId', 'tags'],
    reading,
  }
  const records = [{ line: 1, cells: ['{"id":"c1","tags":["vip"]}'] }]
  expect(sampleOf(plan, records)).toMatchObject({
    good: 1,
    columns: [{ values: ['c1'] }, { values: ['["vip"]'] }],
  })
})
