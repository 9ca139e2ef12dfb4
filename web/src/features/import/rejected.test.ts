import { expect, test } from 'vitest'
import { type Reason, rejectedHeader, rejectedLines, tally } from './rejected'

const problems = [
  { path: 'amount', code: 'WRONG_TYPE', message: '"x" is not a decimal number' },
  { path: '', code: 'OLD', message: 'too old, alas' },
]
const row = (line: number, ...cells: string[]) => ({ original: { line, cells }, problems })

test('rows are kept as they stood, with line, column, code and reason', () => {
  const why = 'amount,"OLD, WRONG_TYPE","amount: ""x"" is not a decimal number; too old, alas"'
  expect(rejectedHeader({ format: 'csv', delimiter: ';', header: ['id', 'amount'] })).toBe(
    'id,amount,line,column,code,reason\n',
  )
  expect(rejectedLines([row(9, 'b', 'x, y'), row(3, 'a'), row(12, 'c', '1', '2')], 2)).toBe(
    `a,,3,${why}\nb,"x, y",9,${why}\nc,"1,2",12,${why}\n`,
  )
  expect(rejectedLines([], 2)).toBe('')
})

test('a line of JSON is one column', () => {
  expect(rejectedHeader({ format: 'ndjson', delimiter: '', header: ['id', 'city'] })).toBe(
    'row,line,column,code,reason\n',
  )
})

test('reasons are counted, with the first row of each', () => {
  const reasons = new Map<string, Reason>()
  tally(reasons, [row(3, 'a')])
  tally(reasons, [row(9, 'b')])
  expect([...reasons.values()]).toEqual([
    {
      code: 'WRONG_TYPE',
      path: 'amount',
      count: 2,
      example: { line: 3, message: '"x" is not a decimal number' },
    },
    { code: 'OLD', path: '', count: 2, example: { line: 3, message: 'too old, alas' } },
  ])
})
