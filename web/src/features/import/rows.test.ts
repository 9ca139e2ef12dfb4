import { expect, test } from 'vitest'
import type { Kind } from './fields'
import { guessChoices } from './mapping'
import { type Plan, type Read, rowReader } from './rows'
import { wallClock } from './zone'

const reading = { timeZone: 'UTC', fromWall: wallClock('UTC') }

function plan(kind: Kind, format: Plan['format'], header: string): Plan {
  const columns = header === '' ? [] : header.split(',')
  return { kind, format, header: columns, choices: guessChoices(kind, columns), reading }
}

const record = (kind: Kind, header: string, ...cells: string[]) =>
  rowReader(plan(kind, 'csv', header))({ line: 2, cells })
const line = (kind: Kind, text: string, keys = '') =>
  rowReader(plan(kind, 'ndjson', keys))({ line: 1, cells: [text] })
const codes = (read: Read) =>
  'problems' in read && read.problems.map(({ path, code }) => [path, code])

test('a record becomes a row and empty cells are absent', () => {
  const header = 'customer_id,name,email,visits,tags,consent,attributes.tier'
  expect(record('customers', header, 'c1', 'Asha', '', '3', 'vip|tea', 'granted', 'gold')).toEqual({
    row: {
      externalId: 'c1',
      name: 'Asha',
      visits: 3,
      tags: ['vip', 'tea'],
      consent: 'GRANTED',
      attributes: { tier: 'gold' },
    },
  })
})

test('all that is wrong with a record is said at once', () => {
  const header = 'order_id,customer_id,placed_at,amount,status'
  expect(codes(record('orders', header, 'o1', '', 'yesterday', '1,5', 'lost'))).toEqual([
    ['placedAt', 'WRONG_TYPE'],
    ['amount', 'WRONG_TYPE'],
    ['status', 'WRONG_TYPE'],
    ['customerExternalId', 'MISSING_FIELD'],
  ])
  expect(codes(record('orders', header, 'o1', 'c1'))).toEqual([['', 'WRONG_COLUMN_COUNT']])
})

test('a line is a row with its nulls', () => {
  expect(
    line('customers', '{"customer_id":"c1","name":null,"attributes":{"old":null},"visits":2}'),
  ).toEqual({ row: { externalId: 'c1', name: null, attributes: { old: null }, visits: 2 } })
})

test('a line with an unknown or repeated field is refused by name', () => {
  expect(codes(line('customers', '{"externalId":"c1","colour":"red"}'))).toEqual([
    ['colour', 'UNKNOWN_FIELD'],
  ])
  expect(codes(line('customers', '{"externalId":"c1","id":"c2"}'))).toEqual([
    ['externalId', 'DUPLICATE_FIELD'],
  ])
  expect(codes(line('customers', '{"externalId":null}'))).toEqual([['externalId', 'MISSING_FIELD']])
  expect(codes(line('customers', '{"externalId"'))).toEqual([['', 'UNREADABLE']])
})

test('a key that was left out on purpose is left out', () => {
  expect(line('customers', '{"externalId":"c1","colour":"red"}', 'externalId,colour')).toEqual({
    row: { externalId: 'c1' },
  })
})
