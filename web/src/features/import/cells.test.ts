import { expect, test } from 'vitest'
import { readJson, readText, type Reading } from './cells'
import type { Shape } from './fields'
import { wallClock } from './zone'

const reading = (timeZone: string): Reading => ({ timeZone, fromWall: wallClock(timeZone) })
const india = reading('Asia/Kolkata')

const good: [Shape, string, unknown][] = [
  ['text', ' as it is ', ' as it is '],
  ['int', ' 42 ', 42],
  ['decimal', '10000.50', '10000.50'],
  ['decimal', '9999999999999999999.99', '9999999999999999999.99'],
  ['decimal', '-3', '-3'],
  ['consent', 'Granted', 'GRANTED'],
  ['status', 'refunded', 'REFUNDED'],
  ['tags', 'vip | new;vip;', ['vip', 'new', 'vip']],
  ['flag', 'Yes', true],
  ['number', '-1.5e3', -1500],
  ['instant', '2026-01-01T00:00:00+05:30', '2026-01-01T00:00:00+05:30'],
  ['instant', '2026-01-01', '2025-12-31T18:30:00.000Z'],
  ['instant', '2026-01-01 10:15', '2026-01-01T04:45:00.000Z'],
  ['object', '{"tier":"gold"}', { tier: 'gold' }],
  ['items', '[{"sku":"A","quantity":2,"price":9.5}]', [{ sku: 'A', quantity: 2, price: '9.5' }]],
]

test.each(good)(
  'a cell of %s is brought into the form that the API takes: %s',
  (shape, cell, value) => {
    expect(readText(shape, cell, india)).toEqual({ value })
  },
)

const bad: [Shape, string, string][] = [
  ['int', '3.5', '"3.5" is not a whole number of at most 2147483647'],
  ['int', '2147483648', '"2147483648" is not a whole number of at most 2147483647'],
  ['decimal', '1,000', '"1,000" is not a decimal number like 499 or 10000.50'],
  ['decimal', '1e3', '"1e3" is not a decimal number like 499 or 10000.50'],
  ['decimal', '1.', '"1." is not a decimal number like 499 or 10000.50'],
  ['consent', 'maybe', '"maybe" is none of GRANTED, UNKNOWN, WITHDRAWN'],
  ['flag', '2', '"2" is neither true nor false'],
  ['instant', '31/01/2026', '"31/01/2026" is not a date and time like 2026-11-22T10:15:00Z'],
  ['instant', '2026-02-30', '"2026-02-30" is not a date and time like 2026-11-22T10:15:00Z'],
  ['object', '[1]', '"[1]" is not an object'],
  ['object', '{', '"{" is not JSON'],
  ['text', 'caf\uFFFD', 'has characters that are not UTF-8; save the file as UTF-8'],
]

test.each(bad)('a cell that is no %s says so: %s', (shape, cell, message) => {
  expect(readText(shape, cell, india)).toMatchObject({ problems: [{ path: '', message }] })
})

test('null clears, and a number in JSON is exact or refused', () => {
  expect(readJson('text', null, india)).toEqual({ value: null })
  expect(readJson('decimal', 12.5, india)).toEqual({ value: '12.5' })
  expect(readJson('decimal', '12.50', india)).toEqual({ value: '12.50' })
  expect(readJson('decimal', Number('1234567890123456.7'), india)).toHaveProperty('problems')
})

test.each<[Shape, unknown]>([
  ['text', 5],
  ['int', '5'],
  ['decimal', true],
  ['instant', 1_700_000_000],
  ['consent', true],
  ['tags', 'a|b'],
  ['flag', 'true'],
])('JSON of another type is no %s', (shape, value) => {
  expect(readJson(shape, value, india)).toHaveProperty('problems')
})

test('each item of an order is checked like a row', () => {
  const cell = readJson(
    'items',
    [
      { sku: 'A', quantity: 1, price: 1 },
      { sku: 'B', quantity: '1', colour: 1 },
    ],
    india,
  )
  expect('problems' in cell && cell.problems.map(({ path, code }) => [path, code])).toEqual([
    ['1.quantity', 'WRONG_TYPE'],
    ['1.colour', 'UNKNOWN_FIELD'],
    ['1.price', 'MISSING_FIELD'],
  ])
})

test('a wall clock that went forward shows no time between, and back the first of two', () => {
  const berlin = reading('Europe/Berlin')
  expect(readText('instant', '2026-03-29 02:30', berlin)).toHaveProperty('problems')
  expect(readText('instant', '2026-10-25 02:30', berlin)).toEqual({
    value: '2026-10-25T00:30:00.000Z',
  })
  expect(readText('instant', '2026-07-01', berlin)).toEqual({ value: '2026-06-30T22:00:00.000Z' })
})
