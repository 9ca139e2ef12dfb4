import { expect, test } from 'vitest'
import { previewOf, type Layout, stretchesOf } from './records'

const csv: Layout = { format: 'csv', delimiter: ',' }

async function read(text: string | Uint8Array<ArrayBuffer>, layout: Layout) {
  const records = []
  for await (const stretch of stretchesOf(new Blob([text]), layout))
    records.push(...stretch.records)
  return records.map(({ line, cells }) => [line, cells])
}

test.each([['\n'], ['\r\n']])('records know their lines, whatever ends those: %j', async (end) => {
  const text = '\u{feff}id,name\na,"one\ntwo"\n\nb,three\nc\nd,"q "" q"'.replaceAll('\n', end)
  expect(await read(text, csv)).toEqual([
    [1, ['id', 'name']],
    [2, ['a', 'one\ntwo']],
    [5, ['b', 'three']],
    [6, ['c']],
    [7, ['d', 'q " q']],
  ])
})

test('lines of JSON likewise', async () => {
  expect(await read('{"id":1}\r\n\n  \nnonsense\n{"id":2}', { ...csv, format: 'ndjson' })).toEqual([
    [1, ['{"id":1}']],
    [4, ['nonsense']],
    [5, ['{"id":2}']],
  ])
})

test('a file of many stretches is read as one of a single one', async () => {
  const count = 12_000
  const names = Array.from(
    { length: count },
    (_, at) => `Zoë ₹ ${'x'.repeat(at % 90)}\nsecond line`,
  )
  const rows = names.map((name, at) => `${at},"${name}"`)
  const records = await read(`id,name\r\n${rows.join('\r\n')}\r\n`, csv)
  expect(records).toHaveLength(count + 1)
  expect(records.slice(1)).toEqual(names.map((name, at) => [2 + 2 * at, [String(at), name]]))
})

test('a quote left open does not swallow the file', async () => {
  await expect(read(`id,name\na,"open\n${'x'.repeat(5_000_000)}`, csv)).rejects.toThrow(
    'Is a quote left open?',
  )
})

test('bytes that are not UTF-8 are marked and stop nothing', async () => {
  const bytes = new Uint8Array([...new TextEncoder().encode('id\ncaf'), 0xe9, 0x0a, 0x62])
  expect(await read(bytes, csv)).toEqual([
    [1, ['id']],
    [2, ['caf\uFFFD']],
    [3, ['b']],
  ])
})

test('the beginning says format, delimiter and columns', async () => {
  const semicolons = new File(['id; name \n1;Asha\n2;Bala\n'], 'people.csv')
  expect(await previewOf(semicolons)).toMatchObject({
    format: 'csv',
    delimiter: ';',
    header: ['id', 'name'],
    records: [
      { line: 2, cells: ['1', 'Asha'] },
      { line: 3, cells: ['2', 'Bala'] },
    ],
  })
  const json = new File(['{"id":"1"}\n{"id":"2","city":"Pune"}\n'], 'people')
  expect(await previewOf(json)).toMatchObject({ format: 'ndjson', header: ['id', 'city'] })
})

test.each([
  ['a spreadsheet', 'PK\u0003\u0004', 'Save it as CSV'],
  ['a header alone', 'id,name\n', 'has no rows'],
  ['nothing', '', 'has no rows'],
])('%s says what to do', async (_, text, words) => {
  await expect(previewOf(new File([text], 'file.csv'))).rejects.toThrow(words)
})

test('a line end that lies in two stretches is one line end', async () => {
  const long = 'a'.repeat(256 * 1024 - 'id\r\n'.length - 1)
  expect(await read(`id\r\n${long}\r\nb\r\n`, csv)).toEqual([
    [1, ['id']],
    [2, [long]],
    [3, ['b']],
  ])
})
