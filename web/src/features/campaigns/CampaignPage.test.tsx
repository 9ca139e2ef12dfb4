// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer } from '../../test/fakeServer'
import { renderApp } from '../../test/renderApp'
import { campaign, progress, rest, running, series } from './fixtures'

function figure(label: string): string | null | undefined {
  return screen.getByText(label).closest('div')?.querySelector('dd')?.textContent
}

test('shows every number of a running campaign', async () => {
  renderApp('/campaigns/c1', createFakeServer(running))
  await screen.findByRole('heading', { name: '45% done' })
  const labels = ['Audience', 'Sent', 'Delivery rate', 'Unaccounted', 'Pending', 'Awaiting receipt']
  const statuses = ['Delivered', 'Failed', 'Unknown', 'Skipped']
  expect(
    Object.fromEntries([...labels, ...statuses].map((label) => [label, figure(label)])),
  ).toEqual({
    Audience: '2,00,000',
    Sent: '99,000',
    'Delivery rate': '88.9%',
    Unaccounted: '0',
    Pending: '1,00,000',
    'Awaiting receipt': '9,000',
    Delivered: '80,000',
    Failed: '10,000',
    Unknown: '0',
    Skipped: '1,000',
  })
  expect(screen.getByText('1,500 per second, about 1 min 7 s left.')).toBeVisible()
  expect(screen.getByText('SMS · created 21 Nov 2026, 14:00 IST · launched 21 Nov 2026, 14:03 IST'))
  expect(document.title).toBe('45% · Win back · Xeno')
})

test('follows the subscription and drops an older state', async () => {
  const server = createFakeServer(running)
  renderApp('/campaigns/c1', server)
  await screen.findByText('45% done')
  const push = (delivered: number, sequence: number) =>
    act(async () =>
      server.push('CampaignProgress', { campaignProgress: progress({ delivered, sequence }) }),
    )
  await push(120_000, 12)
  await waitFor(() => expect(figure('Delivered')).toBe('1,20,000'))
  await push(90_000, 11)
  await push(130_000, 13)
  await waitFor(() => expect(figure('Delivered')).toBe('1,30,000'))
  await push(100_000, 12)
  expect(figure('Delivered')).toBe('1,30,000')
})

test('a late answer of the query does not undo the subscription', async () => {
  const server = createFakeServer(running)
  const app = renderApp('/campaigns/c1', server)
  await screen.findByText('45% done')
  await act(async () =>
    server.push('CampaignProgress', {
      campaignProgress: progress({ delivered: 120_000, sequence: 12 }),
    }),
  )
  await waitFor(() => expect(figure('Delivered')).toBe('1,20,000'))
  app.setConnection('reconnecting')
  app.setConnection('live')
  await waitFor(() => expect(server.asked('CampaignPage').length).toBeGreaterThan(1))
  await act(async () => {})
  expect(figure('Delivered')).toBe('1,20,000')
})

test('shows a break and asks again after it', async () => {
  const server = createFakeServer(running)
  const app = renderApp('/campaigns/c1', server)
  await screen.findByText('45% done')
  const badge = screen.getByRole('status', { name: 'Live updates' })
  expect(badge).toHaveTextContent('Live')
  app.setConnection('reconnecting')
  expect(badge).toHaveTextContent('Reconnecting')
  expect(server.asked('CampaignPage')).toHaveLength(1)
  app.setConnection('live')
  await waitFor(() => expect(server.asked('CampaignPage')).toHaveLength(2))
})

test('an unreachable server is an error that can be retried', async () => {
  const answers: Parameters<typeof createFakeServer>[0] = { ...rest }
  renderApp('/campaigns/c1', createFakeServer(answers))
  expect(await screen.findByRole('alert')).toHaveTextContent('The server cannot be reached')
  Object.assign(answers, running)
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('45% done')).toBeVisible()
})

test('a refused viewer is told so', async () => {
  const errors = [{ message: 'This needs READ.', extensions: { code: 'FORBIDDEN' } }]
  renderApp('/campaigns/c1', createFakeServer({ CampaignPage: () => ({ errors }) }))
  expect(await screen.findByRole('alert')).toHaveTextContent('You may not see this')
  expect(screen.getByRole('alert')).toHaveTextContent('This needs READ.')
})

test('a campaign that is not there is said to be missing', async () => {
  renderApp(
    '/campaigns/zz',
    createFakeServer({ CampaignPage: () => ({ data: { campaign: null } }) }),
  )
  expect(await screen.findByText('There is no such campaign')).toBeVisible()
})

test('an address that is no id names no campaign', async () => {
  const errors = [{ message: 'id: not an id.', extensions: { code: 'BAD_USER_INPUT' } }]
  renderApp('/campaigns/none', createFakeServer({ CampaignPage: () => ({ errors }) }))
  expect(await screen.findByText('There is no such campaign')).toBeVisible()
})

test('says whom it is for, and of a draft how many that are now', async () => {
  const server = createFakeServer({
    CampaignPage: () => ({ data: { campaign: campaign({ status: 'DRAFT' }) } }),
    CampaignAudienceSize: () => ({
      data: {
        segmentPreview: { __typename: 'SegmentPreview', count: 1_23_456, reachable: 99_000 },
      },
    }),
  })
  renderApp('/campaigns/c1', server)
  const audience = await screen.findByRole('region', { name: 'Recipients' })
  expect(audience).toHaveTextContent('Has not ordered within the last 90 days')
  const size = await within(audience).findByText(/match now/)
  expect(size).toHaveTextContent('1,23,456 customers match now, of whom 99,000 can be reached.')
  expect(server.received.find(({ name }) => name === 'CampaignAudienceSize')?.variables).toEqual({
    rule: { lastOrderAt: { notWithinLast: { days: 90 } } },
    channel: 'SMS',
  })
})

test('names the segment that it is drawn on, and counts nobody after the launch', async () => {
  const segment = { __typename: 'Segment', id: 's1', name: 'Sleepers' }
  const server = createFakeServer({
    ...rest,
    CampaignPage: () => ({ data: { campaign: { ...campaign(), segment } } }),
  })
  renderApp('/campaigns/c1', server)
  const audience = await screen.findByRole('region', { name: 'Recipients' })
  expect(audience).toHaveTextContent('Segment “Sleepers”: has not ordered within the last 90 days')
  expect(server.asked('CampaignPage')).toHaveLength(1)
  expect(server.asked('CampaignAudienceSize')).toEqual([])
})

test('an audience that cannot be counted says why', async () => {
  const errors = [{ message: 'Counting takes too long.', extensions: { code: 'TIMEOUT' } }]
  renderApp(
    '/campaigns/c1',
    createFakeServer({
      CampaignPage: () => ({ data: { campaign: campaign({ status: 'DRAFT' }) } }),
      CampaignAudienceSize: () => ({ errors }),
    }),
  )
  expect(await screen.findByText('Counting takes too long.')).toBeVisible()
})

test('asks for the reasons when failures have changed', async () => {
  const failures = [
    { __typename: 'FailureReasonCount', status: 'FAILED', reason: 'INVALID_NUMBER', count: 7 },
  ]
  let times = 0
  const server = createFakeServer({
    ...rest,
    CampaignPage: () => {
      times += 1
      return { data: { campaign: { ...campaign(), failures: times === 1 ? [] : failures } } }
    },
  })
  renderApp('/campaigns/c1', server)
  await screen.findByText('45% done')
  await act(async () =>
    server.push('CampaignProgress', {
      campaignProgress: progress({ failed: 10_007, sequence: 11 }),
    }),
  )
  expect(await screen.findByRole('rowheader')).toHaveTextContent('Failed: invalid number')
})

test('a draft has no slider, no people and no course, and can be edited', async () => {
  const server = createFakeServer({
    ...rest,
    CampaignPage: () => ({ data: { campaign: campaign({ status: 'DRAFT' }) } }),
  })
  renderApp('/campaigns/c1', server)
  expect(await screen.findByRole('link', { name: 'Edit the draft' })).toHaveAttribute(
    'href',
    '/campaigns/c1/edit',
  )
  expect(screen.queryByRole('slider')).toBeNull()
  expect(screen.queryByRole('heading', { name: 'People' })).toBeNull()
  expect(server.asked('CampaignSeries')).toEqual([])
  expect(server.asked('CampaignDeliveries')).toEqual([])
})

test('what was sent when stands in a table, pauses too', async () => {
  const course = series(
    { at: '2026-11-21T08:33:00Z', accepted: 12_000, delivered: 9_000, failed: 30 },
    { at: '2026-11-21T08:33:10Z', accepted: 5, delivered: 4, failed: 3 },
    { at: '2026-11-21T08:33:30Z', accepted: 7, delivered: 6, failed: -1 },
  )
  renderApp('/campaigns/c1', createFakeServer({ ...running, CampaignSeries: () => course }))
  const section = await screen.findByRole('region', { name: 'Over time' })
  expect(await within(section).findByText('Messages in each 10 s')).toBeVisible()
  await userEvent.click(within(section).getByText('Show the numbers as a table'))
  const rows = within(section)
    .getAllByRole('row')
    .map((row) => row.textContent)
  expect(rows).toEqual([
    'FromSentDeliveredFailed',
    '21 Nov 2026, 14:03 IST12,0009,00030',
    '21 Nov 2026, 14:03 IST543',
    '21 Nov 2026, 14:03 IST000',
    '21 Nov 2026, 14:03 IST76-1',
  ])
})

test('a refetch that fails takes nothing off the screen, and the campaign is followed further', async () => {
  const answers: Parameters<typeof createFakeServer>[0] = { ...running }
  const server = createFakeServer(answers)
  const { setConnection } = renderApp('/campaigns/c1', server)
  const rate = await screen.findByLabelText('Messages per second')
  await userEvent.clear(rate)
  await userEvent.type(rate, '77')
  const filter = screen.getByLabelText('Show people by status')
  await userEvent.selectOptions(filter, 'FAILED')
  for (const name of Object.keys(answers)) delete answers[name]
  const push = (fields: Parameters<typeof progress>[0]) =>
    act(async () => server.push('CampaignProgress', { campaignProgress: progress(fields) }))
  const before = server.asked('CampaignPage').length
  await push({ failed: 11_000, sequence: 12 })
  await waitFor(() => expect(server.asked('CampaignPage').length).toBeGreaterThan(before))
  expect(await screen.findByText('Reconnecting')).toBeVisible()
  expect(screen.queryAllByRole('alert').map((one) => one.textContent)).toEqual([])

  await push({ failed: 12_000, sequence: 13 })
  await waitFor(() => expect(figure('Failed')).toBe('12,000'))
  Object.assign(answers, {
    ...rest,
    CampaignPage: () => ({ data: { campaign: campaign({ failed: 13_000, sequence: 14 }) } }),
  })
  setConnection('live')
  await waitFor(() => expect(figure('Failed')).toBe('13,000'))
  expect(rate).toHaveValue('77')
  expect(filter).toHaveValue('FAILED')
  expect(rate).toBeInTheDocument()
})
