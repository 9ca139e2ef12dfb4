// A file into records, a stretch at a time, each with its line. What is held in
// memory is one stretch and the record that its end cuts in two, however long
// the file.
import Papa from 'papaparse'
import type { Original, Plan } from './rows'

/** How the records of a file are told apart. */
export interface Layout {
  format: Plan['format']
  /** Between the cells of a CSV record. */
  delimiter: string
}

/** What a stretch of the file holds. */
export interface Stretch {
  records: Original[]
  /** How many bytes of the file have been read with it. */
  read: number
}

/** Small enough that a page stays fluent while one is parsed. */
const STRETCH_BYTES = 256 * 1024
/** The longest record, in characters: a quote that is never closed must not swallow the file. */
const LONGEST = 4_000_000

/** Why a file cannot be read on; a sentence for a person. */
export class UnreadableFile extends Error {}

/** All records in order; of CSV the header too. Blank lines are none. */
export async function* stretchesOf(file: Blob, layout: Layout): AsyncGenerator<Stretch> {
  let rest = ''
  let line = 1
  for await (const { text, read, last } of textOf(file)) {
    const whole = rest + text
    const cut =
      layout.format === 'csv' ? cutCsv(whole, layout.delimiter, last) : cutLines(whole, last)
    rest = whole.slice(cut.end)
    if (rest.length > LONGEST) {
      throw new UnreadableFile(
        `A record that begins after line ${line} is longer than ${LONGEST} characters. Is a quote left open?`,
      )
    }
    const records: Original[] = []
    for (const cells of cut.records) {
      const blank = cells.length === 1 && cells[0]?.trim() === ''
      if (!blank) records.push({ line, cells })
      line += 1 + cells.reduce((ends, cell) => ends + cell.split('\n').length - 1, 0)
    }
    yield { records, read }
  }
}

interface Cut {
  records: string[][]
  /** Where the first record begins that is not whole. */
  end: number
}

function cutCsv(text: string, delimiter: string, last: boolean): Cut {
  const parser = new Papa.Parser({ delimiter, newline: '\n' })
  const { data, meta } = parser.parse(text, 0, !last) as Papa.ParseResult<string[]>
  return { records: data, end: last ? text.length : meta.cursor }
}

function cutLines(text: string, last: boolean): Cut {
  const end = last ? text.length : text.lastIndexOf('\n') + 1
  const lines = text.slice(0, end).split('\n')
  // Behind the last line end there is no line.
  if (lines.at(-1) === '') lines.pop()
  return { records: lines.map((line) => [line]), end }
}

/** The text of a file, its line ends all "\n"; what is not UTF-8 becomes U+FFFD. */
async function* textOf(file: Blob): AsyncGenerator<{ text: string; read: number; last: boolean }> {
  const decoder = new TextDecoder()
  let held = ''
  for await (const { bytes, read } of bytesOf(file)) {
    const text = held + decoder.decode(bytes, { stream: true })
    // "\r" and "\n" may lie in two stretches.
    held = text.endsWith('\r') ? '\r' : ''
    const whole = held === '' ? text : text.slice(0, -1)
    yield { text: whole.replaceAll('\r\n', '\n'), read, last: false }
  }
  yield { text: held + decoder.decode(), read: file.size, last: true }
}

async function* bytesOf(file: Blob): AsyncGenerator<{ bytes: Uint8Array; read: number }> {
  for (let from = 0; from < file.size; from += STRETCH_BYTES) {
    const piece = file.slice(from, from + STRETCH_BYTES)
    // oxlint-disable-next-line no-await-in-loop -- one at a time is what bounds memory
    const bytes = await piece.arrayBuffer().catch((cause: unknown) => {
      throw new UnreadableFile(
        'The file cannot be read any more: it was changed, moved or removed. Choose it again.',
        { cause },
      )
    })
    yield { bytes: new Uint8Array(bytes), read: Math.min(from + STRETCH_BYTES, file.size) }
  }
}

/** The first records of a file and what they say about it. */
export interface Preview extends Layout {
  header: string[]
  /** The first rows, without the header. */
  records: Original[]
}

/** Rows that are looked at before the import begins. */
const LOOKED_AT = 100

/** Looks at the beginning of a file. */
export async function previewOf(file: File): Promise<Preview> {
  const start = await file.slice(0, STRETCH_BYTES).text()
  if (start.startsWith('PK\u0003\u0004') || start.startsWith('\u001F')) {
    throw new UnreadableFile(
      'This is a spreadsheet or an archive. Save it as CSV, or unpack it, and choose that file.',
    )
  }
  const format = formatOf(file.name, start)
  const delimiter = format === 'csv' ? delimiterOf(start) : ''
  const records: Original[] = []
  for await (const stretch of stretchesOf(file, { format, delimiter })) {
    records.push(...stretch.records.slice(0, LOOKED_AT + 1 - records.length))
    if (records.length > LOOKED_AT) break
  }
  const header = format === 'csv' ? headerOf(records.shift()) : keysOf(records)
  if (records.length === 0) {
    throw new UnreadableFile(
      'The file has no rows. Choose one with a header line and at least one row.',
    )
  }
  return { format, delimiter, header, records }
}

function formatOf(name: string, start: string): Plan['format'] {
  if (/\.(ndjson|jsonl)$/i.test(name)) return 'ndjson'
  if (/\.(csv|tsv)$/i.test(name)) return 'csv'
  return start.trimStart().startsWith('{') ? 'ndjson' : 'csv'
}

function delimiterOf(start: string): string {
  const guess = Papa.parse(start, { preview: 10, skipEmptyLines: true }).meta.delimiter
  return guess || ','
}

/** The names of the columns. */
export function headerOf(first: Original | undefined): string[] {
  return (first?.cells ?? []).map((name) => name.trim())
}

/** The keys of the first rows, in the order in which they came. */
function keysOf(records: readonly Original[]): string[] {
  const keys = new Set<string>()
  for (const { cells } of records) {
    try {
      for (const key of Object.keys(JSON.parse(cells[0] ?? '') as object)) keys.add(key)
    } catch {
      // A line that is no JSON is refused when its turn comes.
    }
  }
  return [...keys]
}
