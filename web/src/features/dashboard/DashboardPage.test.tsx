// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer, viewer } from '../../test/fakeServer'
import { renderApp } from '../../test/renderApp'
import { campaign, progress } from '../campaigns/fixtures'

const messages = {
  __typename: 'DashboardMessages',
  audience: 2_00_000,
  pending: 1_00_000,
  sent: 9_000,
  delivered: 80_000,
  failed: 10_000,
  unknown: 0,
  skipped: 1_000,
  accepted: 99_000,
  deliveryRate: 0.8889,
}

function totals(fields: object = {}) {
  return {
    __typename: 'Dashboard',
    customers: 1_00_000,
    orders: 4_500,
    revenue: '1234567.50',
    activeCampaigns: 1,
    messages,
    recentCampaigns: [campaign()],
    ...fields,
  }
}

const before = totals({ orders: 3_000, revenue: '2469135.00' })
const series = ['2026-11-20', '2026-11-21'].map((day, index) => ({
  __typename: 'DashboardPoint',
  from: `${day}T18:30:00Z`,
  to: `2026-11-2${index + 1}T18:30:00Z`,
  orders: 100 * (index + 1),
  revenue: `${index + 1}50000.50`,
}))

const answers = (fields: object = {}) => ({
  Dashboard: ({ compare }: Record<string, unknown>) => ({
    data: { dashboard: totals(fields), ...(compare === true && { before }) },
  }),
  DashboardSales: () => ({ data: { dashboard: { __typename: 'Dashboard', series } } }),
})

const figure = (label: string) => screen.findByRole('link', { name: new RegExp(`^${label} `) })

test('shows each figure beside the time before, and where it leads', async () => {
  renderApp('/', createFakeServer(answers()))
  expect(await figure('Customers')).toHaveTextContent('Customers 1,00,000 Now')
  const revenue = await figure('Revenue')
  expect(revenue).toHaveTextContent('Revenue ₹12,34,568 -50% on the 30 days before')
  expect(revenue).toHaveAttribute('href', '/customers?sort=SPEND')
  expect(await figure('Orders')).toHaveTextContent('Orders 4,500 +50% on the 30 days before')
  expect(await figure('Messages sent')).toHaveTextContent('99,000 0% on the 30 days before')
  expect(await figure('Active campaigns')).toHaveAttribute('href', '/campaigns')
  expect(document.title).toBe('Dashboard · Xeno')
})

test('another period asks for that one and says so in the address', async () => {
  const server = createFakeServer(answers())
  const app = renderApp('/', server)
  await figure('Customers')
  await userEvent.click(screen.getByRole('link', { name: 'All time' }))
  await waitFor(() => expect(app.at()).toBe('/?period=all'))
  expect(await screen.findByRole('link', { name: 'All time' })).toHaveAttribute(
    'aria-current',
    'page',
  )
  await waitFor(async () =>
    expect(await figure('Orders')).toHaveTextContent('Orders 4,500 All time'),
  )
  const asked = server.asked('Dashboard')
  expect(asked.map(({ variables }) => variables['compare'])).toEqual([true, false])
  expect(asked[1]?.variables['from']).toBeNull()
})

test('the address chooses the period', async () => {
  renderApp('/?period=7', createFakeServer(answers()))
  expect(await figure('Orders')).toHaveTextContent('+50% on the 7 days before')
})

test('the charts have their numbers in a table', async () => {
  renderApp('/', createFakeServer(answers()))
  await userEvent.click(await screen.findByText('Show the numbers'))
  const rows = within(screen.getByRole('table')).getAllByRole('row')
  expect(rows.map((row) => row.textContent)).toEqual([
    'By dayRevenueOrders',
    '22 Nov 2026₹2,50,000.50200',
    '21 Nov 2026₹1,50,000.50100',
  ])
  expect(
    await screen.findByRole('img', {
      name: 'Revenue by day. The most: ₹2,50,000.50, 22 Nov 2026. The table below has each number.',
    }),
  ).toBeInTheDocument()
})

test('rows and sums follow the campaigns without a reload', async () => {
  let delivered = 80_000
  const server = createFakeServer({
    ...answers(),
    Dashboard: () => ({
      data: { dashboard: totals({ messages: { ...messages, delivered } }), before },
    }),
  })
  renderApp('/', server)
  const row = (await screen.findByRole('link', { name: 'Win back' })).closest('li')
  delivered = 95_000
  await act(async () =>
    server.push('DashboardCampaignsChanged', {
      campaignsChanged: { ...campaign(), progress: progress({ delivered, sequence: 11 }) },
    }),
  )
  await waitFor(() => expect(row).toHaveTextContent('Delivered95,000'))
  const sums = within(screen.getByRole('region', { name: 'Messages' }))
  expect(await sums.findByRole('img', { name: /^Of 2,00,000: 95,000 delivered/ })).toBeVisible()
})

test('after a break it asks for everything again', async () => {
  const server = createFakeServer(answers())
  const app = renderApp('/', server)
  await figure('Customers')
  await screen.findByText('Show the numbers')
  const asked = server.received.length
  app.setConnection('reconnecting')
  app.setConnection('live')
  await waitFor(() => expect(server.received).toHaveLength(asked + 2))
})

test('an empty workspace says how to fill it', async () => {
  const empty = answers({ customers: 0, recentCampaigns: [] })
  renderApp('/', createFakeServer(empty))
  expect(await screen.findByText('There are no customers yet')).toBeVisible()
  expect(screen.getByRole('link', { name: 'Import a file' })).toHaveAttribute('href', '/import')
  expect(screen.getByRole('link', { name: 'Write the first campaign' })).toBeVisible()
})

test('who may only look is not sent to do what the server would refuse', async () => {
  const looks = { data: { viewer: viewer({ permissions: ['READ'] }) } }
  const empty = answers({ customers: 0, recentCampaigns: [] })
  renderApp('/', createFakeServer({ ...empty, Viewer: () => looks }))
  expect(await screen.findByText(/once somebody loads customers and orders/)).toBeVisible()
  expect(screen.queryByRole('link', { name: 'Import a file' })).toBeNull()
  expect(screen.queryByRole('link', { name: 'Write the first campaign' })).toBeNull()
})

test('an unreachable server is an error that can be retried', async () => {
  const given: Parameters<typeof createFakeServer>[0] = {}
  renderApp('/', createFakeServer(given))
  expect(await screen.findByText('The figures could not be loaded')).toBeVisible()
  Object.assign(given, answers())
  await userEvent.click(screen.getAllByRole('button', { name: 'Try again' })[0] as HTMLElement)
  expect(await figure('Customers')).toBeVisible()
})

test('figures that cannot be asked for again stay', async () => {
  const given: Parameters<typeof createFakeServer>[0] = { ...answers() }
  const server = createFakeServer(given)
  const { setConnection } = renderApp('/', server)
  expect(await screen.findByText('4,500')).toBeVisible()
  for (const name of Object.keys(given)) {
    given[name] = () => ({ errors: [{ message: 'Try again in a moment.' }] as never })
  }
  const asked = server.received.length
  setConnection('reconnecting')
  setConnection('live')
  await waitFor(() => expect(server.received.length).toBe(asked + 2))
  await act(async () => {})
  expect(screen.getByText('4,500')).toBeVisible()
  expect(screen.getByText('Show the numbers')).toBeVisible()
  expect(screen.getByRole('alert')).toHaveTextContent('The figures may be out of date')
  Object.assign(given, answers({ orders: 4_501 }))
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('4,501')).toBeVisible()
  expect(screen.queryByRole('alert')).toBeNull()
})
