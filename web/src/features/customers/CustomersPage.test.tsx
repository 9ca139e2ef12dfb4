// @vitest-environment jsdom
import { act, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { createFakeServer, viewer } from '../../test/fakeServer'
import { renderApp } from '../../test/renderApp'
import { customer, page } from './fixtures'

const list = (nodes: readonly object[], endCursor: string | null = null) => ({
  data: { customers: page('CustomerConnection', nodes, endCursor) },
})

/** As the browser would: jsdom lays nothing out and moves nothing. */
function scrollTo(pixels: number): void {
  vi.spyOn(window, 'scrollY', 'get').mockReturnValue(pixels)
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, -pixels))
  window.dispatchEvent(new Event('scroll'))
}

afterEach(() => vi.restoreAllMocks())

test('a row says who they are and what they bought, as one writes it here', async () => {
  renderApp('/customers', createFakeServer({ Customers: () => list([customer()]) }))
  expect(await screen.findByRole('link', { name: 'Asha Rao' })).toHaveAttribute(
    'href',
    '/customers/k1',
  )
  const cells = screen.getAllByRole('cell').map(({ textContent }) => textContent)
  expect(cells).toEqual([
    'Asha RaoC-1001',
    'Pune',
    '₹12,34,567.50',
    '12 orders',
    '20 Nov 2026',
    'LoyalMedium churn risk',
    'vip, tea',
    'Granted',
  ])
})

test('what is typed is asked for once and stands in the address', async () => {
  const server = createFakeServer({
    Customers: ({ search }) =>
      list(search === 'bala' ? [customer({ name: 'Bala' })] : [customer()]),
  })
  const app = renderApp('/customers?sort=SPEND', server)
  await screen.findByRole('link', { name: 'Asha Rao' })
  await userEvent.keyboard('/')
  const field = screen.getByRole('searchbox', { name: 'Search customers' })
  expect(field).toHaveFocus()
  await userEvent.keyboard('bala')
  expect(await screen.findByText('Bala')).toBeVisible()
  expect(app.at()).toBe('/customers?search=bala&sort=SPEND')
  expect(server.received.map(({ variables }) => variables)).toEqual([
    { first: 50, search: null, sort: 'SPEND', after: null },
    { first: 50, search: 'bala', sort: 'SPEND', after: null },
  ])
})

test('another order is asked of the server and stands in the address', async () => {
  const server = createFakeServer({ Customers: () => list([customer()]) })
  const app = renderApp('/customers', server)
  await screen.findByRole('link', { name: 'Asha Rao' })
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Order' }), 'By name')
  await waitFor(() => expect(app.at()).toBe('/customers?sort=NAME'))
  await waitFor(() => expect(server.received.at(-1)?.variables).toMatchObject({ sort: 'NAME' }))
})

test('the next page comes as one nears the end, and only rows near the window are drawn', async () => {
  const people = Array.from({ length: 120 }, (_, at) =>
    customer({ id: `k${at}`, name: `Person ${at}` }),
  )
  const server = createFakeServer({
    Customers: ({ after }) => {
      const from = Number(after ?? 0)
      const end = from + 50 < people.length ? String(from + 50) : null
      return list(people.slice(from, from + 50), end)
    },
  })
  renderApp('/customers', server)
  await screen.findByText('Person 0')
  await waitFor(() =>
    expect(server.received.map(({ variables }) => variables['after'])).toEqual([null]),
  )
  expect(screen.getAllByRole('row').length).toBeLessThan(40)
  const table = screen.getByRole('table', { name: 'Customers' })
  expect(table).toHaveAttribute('aria-rowcount', '-1')
  act(() => scrollTo(30 * 60))
  expect(await screen.findByText('Person 35')).toBeInTheDocument()
  await waitFor(() => expect(server.received.at(1)?.variables).toMatchObject({ after: '50' }))
  expect(screen.queryByText('Person 0')).toBeNull()
})

test('an empty record says how to fill it to who may', async () => {
  renderApp('/customers', createFakeServer({ Customers: () => list([]) }))
  expect(await screen.findByRole('link', { name: 'Import a file' })).toHaveAttribute(
    'href',
    '/import',
  )
})

test('an empty record sends nobody where they may not go', async () => {
  const looks = viewer({ permissions: ['READ'] })
  renderApp(
    '/customers',
    createFakeServer({ Customers: () => list([]), Viewer: () => ({ data: { viewer: looks } }) }),
  )
  expect(await screen.findByText('They appear here once somebody imports them.')).toBeVisible()
  expect(screen.queryByRole('link', { name: 'Import a file' })).toBeNull()
})

test('a search without a hit says so and leads back', async () => {
  const server = createFakeServer({
    Customers: ({ search }) => list(search === null ? [customer()] : []),
  })
  renderApp('/customers?search=zz', server)
  expect(await screen.findByText('Nobody goes by “zz”')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Show everyone' }))
  expect(await screen.findByText('Asha Rao')).toBeVisible()
  expect(screen.getByRole('searchbox', { name: 'Search customers' })).toHaveValue('')
})

test('an unreachable server is an error that can be tried again', async () => {
  let up = false
  const server = createFakeServer({
    Customers: () => {
      if (!up) return { errors: [{ message: 'Down' }] as never }
      return list([customer()])
    },
  })
  renderApp('/customers', server)
  expect(await screen.findByRole('alert')).toHaveTextContent('The customers could not be loaded')
  up = true
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('Asha Rao')).toBeVisible()
})
