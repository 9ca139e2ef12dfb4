// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, test, vi } from 'vitest'
import { createFakeServer, type FakeServer, viewer } from '../../test/fakeServer'
import { renderApp } from '../../test/renderApp'

type Rows = { externalId: string }[]
type Ingest = { rows: Rows; idempotencyKey: string; errorPolicy: string }

const orders =
  'order_id,customer_id,placed_at,total\no1,c1,2026-01-01,499\no2,c2,2026-01-02,12.50\n'

function accept({ input }: { input?: unknown }) {
  const { rows } = input as Ingest
  const bad = rows.findIndex(({ externalId }) => externalId === 'bad')
  const path = `input.rows.${bad}.email`
  const problem = { __typename: 'UserError', code: 'INVALID_EMAIL', message: 'is no email', path }
  return {
    data: {
      answer: {
        __typename: 'IngestPayload',
        batch: bad < 0 ? { __typename: 'IngestBatch', id: `b${rows[0]?.externalId}` } : null,
        acceptedCount: bad < 0 ? rows.length : 0,
        userErrors: bad < 0 ? [] : [problem],
      },
    },
  }
}

const takesAll = () => createFakeServer({ CustomersIngest: accept, OrdersIngest: accept })

/** What was sent, call by call. */
const sent = ({ received }: FakeServer) =>
  received.map(({ variables }) => variables['input'] as Ingest)

async function choose(text: string, name = 'people.csv'): Promise<void> {
  const input = await screen.findByLabelText('File to import')
  await userEvent.upload(input, new File([text], name, { lastModified: 1 }))
}

async function store(server: FakeServer, id: string, persisted: number): Promise<void> {
  const finishedAt = '2026-11-22T00:00:00Z'
  await act(async () =>
    server.push('IngestProgress', {
      ingestProgress: { __typename: 'IngestBatch', id, persisted, deadLettered: 0, finishedAt },
    }),
  )
}

const figure = (label: string) => screen.getByText(label).nextSibling?.textContent

beforeEach(() => localStorage.clear())

test('a file is mapped by its headers, loaded, and followed until its rows are stored', async () => {
  const server = takesAll()
  renderApp('/import', server)
  await choose('customer_id,name,visits,shoe size\nc1,Asha,3,7\nc2,Bala,,9\n')
  expect(await screen.findByRole('combobox', { name: 'customer_id becomes' })).toHaveValue(
    'externalId',
  )
  expect(screen.getByText('Asha · Bala')).toBeVisible()
  expect(screen.getByText('The first 2 rows can be read.')).toBeVisible()
  await userEvent.selectOptions(
    screen.getByRole('combobox', { name: 'shoe size becomes' }),
    'Attribute: number',
  )
  await userEvent.click(screen.getByRole('button', { name: 'Import customers' }))
  await waitFor(() => expect(figure('Accepted')).toBe('2'))
  expect(figure('Stored')).toBe('0')
  await store(server, 'bc1', 2)
  // To be seen, and told to a screen reader at once.
  expect(await screen.findAllByText('Done. 2 of 2 rows are stored.')).toHaveLength(2)
  expect(figure('Stored')).toBe('2')
  expect(sent(server).map(({ rows, errorPolicy }) => ({ rows, errorPolicy }))).toEqual([
    {
      errorPolicy: 'REJECT_EVERYTHING',
      rows: [
        { externalId: 'c1', name: 'Asha', visits: 3, attributes: { 'shoe size': 7 } },
        { externalId: 'c2', name: 'Bala', attributes: { 'shoe size': 9 } },
      ],
    },
  ])
})

test('what no header says is asked for, and dates are read in the zone of the workspace', async () => {
  const server = takesAll()
  renderApp('/import', server)
  await choose(orders, 'orders.csv')
  const kind = await screen.findByRole('combobox', { name: 'Its rows are' })
  await userEvent.selectOptions(kind, 'Orders')
  expect(await screen.findByRole('alert')).toHaveTextContent('Choose which column is: amount.')
  expect(screen.getByRole('button', { name: 'Import orders' })).toBeDisabled()
  await userEvent.selectOptions(
    screen.getByRole('combobox', { name: 'total becomes' }),
    'Amount (required)',
  )
  await userEvent.click(screen.getByRole('button', { name: 'Import orders' }))
  await waitFor(() => expect(sent(server)).toHaveLength(1))
  expect(sent(server)[0]?.rows[0]).toEqual({
    externalId: 'o1',
    customerExternalId: 'c1',
    placedAt: '2025-12-31T18:30:00.000Z',
    amount: '499',
  })
})

test('rejected rows are counted by reason and can be taken away', async () => {
  const made: Blob[] = []
  vi.stubGlobal(
    'URL',
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => `blob:${made.push(blob)}`,
      revokeObjectURL: () => {},
    }),
  )
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {})
  const server = takesAll()
  renderApp('/import', server)
  await choose('id,email,visits\nc1,a@x.in,1\nbad,nonsense,2\nc3,c@x.in,many\n')
  expect(await screen.findByText('1 of the first 3 rows will be rejected')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Import customers' }))
  const rejected = await screen.findByRole('region', { name: 'Rejected rows' })
  expect(within(rejected).getByText('Line 3: is no email')).toBeVisible()
  await userEvent.click(within(rejected).getByRole('button', { name: 'Download 2 rejected rows' }))
  expect(await made[0]?.text()).toBe(
    [
      'id,email,visits,line,column,code,reason',
      'bad,nonsense,2,3,email,INVALID_EMAIL,email: is no email',
      'c3,c@x.in,many,4,visits,WRONG_TYPE,"visits: ""many"" is not a whole number of at most 2147483647"',
      '',
    ].join('\n'),
  )
  expect(sent(server).map(({ rows }) => rows.length)).toEqual([2, 1])
  vi.restoreAllMocks()
})

test('an unreachable server is said and waited for; stopping and going on makes the same call', async () => {
  let up = false
  const server = createFakeServer({
    CustomersIngest: (variables) => {
      if (!up) {
        const extensions = { code: 'BACKLOGGED', retryAfterSeconds: 600 }
        return { errors: [{ message: 'The backlog is full.', extensions }] as never }
      }
      return accept(variables)
    },
  })
  renderApp('/import', server)
  await choose('id\nc1\n')
  await userEvent.click(await screen.findByRole('button', { name: 'Import customers' }))
  expect(await screen.findByText(/The backlog is full\./)).toBeVisible()
  up = true
  await userEvent.click(screen.getByRole('button', { name: 'Stop' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Go on' }))
  await waitFor(() => expect(figure('Accepted')).toBe('1'))
  const keys = sent(server).map(({ idempotencyKey }) => idempotencyKey)
  expect(keys.length).toBeGreaterThan(1)
  expect(new Set(keys).size).toBe(1)
})

test('a page that sends is not left without a question', async () => {
  const full = [{ message: 'Full.', extensions: { code: 'BACKLOGGED', retryAfterSeconds: 600 } }]
  const app = renderApp(
    '/import',
    createFakeServer({ CustomersIngest: () => ({ errors: full as never }) }),
  )
  await choose('id\nc1\n')
  await userEvent.click(await screen.findByRole('button', { name: 'Import customers' }))
  await screen.findByRole('button', { name: 'Stop' })
  await userEvent.click(screen.getByRole('link', { name: 'Segments' }))
  const question = await screen.findByRole('dialog', { name: 'The import is not finished' })
  expect(app.at()).toBe('/import')
  await userEvent.click(within(question).getByRole('button', { name: 'Leave' }))
  await waitFor(() => expect(app.at()).toBe('/segments'))
})

test('a file that is no table says what to do', async () => {
  renderApp('/import', takesAll())
  await choose('PK\u0003\u0004', 'people.xlsx')
  expect(await screen.findByRole('alert')).toHaveTextContent('Save it as CSV')
})

test('who may not import is told so', async () => {
  const looks = viewer({ permissions: ['READ'] })
  renderApp('/import', createFakeServer({ Viewer: () => ({ data: { viewer: looks } }) }))
  expect(await screen.findByText('You may not import')).toBeVisible()
  expect(screen.queryByLabelText('File to import')).toBeNull()
})
