// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer, viewer } from '../../test/fakeServer'
import { renderApp } from '../../test/renderApp'
import { campaign, deliveries, delivery, progress, series } from './fixtures'

/** What stands further down the page, for tests that are about something else. */
const rest = { CampaignSeries: () => series(), CampaignDeliveries: () => deliveries() }
const running = { ...rest, CampaignPage: () => ({ data: { campaign: campaign() } }) }

const asked = (server: ReturnType<typeof createFakeServer>, wanted = 'CampaignPage') =>
  server.received.filter(({ name }) => name === wanted)

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
  await waitFor(() => expect(asked(server).length).toBeGreaterThan(1))
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
  expect(asked(server)).toHaveLength(1)
  app.setConnection('live')
  await waitFor(() => expect(asked(server)).toHaveLength(2))
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

test('offers what the status allows', async () => {
  const draft = campaign({ status: 'DRAFT', failed: 0 })
  renderApp(
    '/campaigns/c1',
    createFakeServer({ CampaignPage: () => ({ data: { campaign: draft } }) }),
  )
  await screen.findByRole('button', { name: 'Launch' })
  for (const name of ['Pause', 'Resume', 'Retry failed', 'Cancel campaign']) {
    expect(screen.queryByRole('button', { name })).toBeNull()
  }
})

test('who may look and not change finds the buttons off and is told why', async () => {
  const looks = viewer({ permissions: ['READ'] })
  renderApp(
    '/campaigns/c1',
    createFakeServer({ ...running, Viewer: () => ({ data: { viewer: looks } }) }),
  )
  expect(await screen.findByRole('button', { name: 'Pause' })).toBeDisabled()
  expect(screen.getByText(/^You may look at campaigns and not change them/)).toBeVisible()
  expect(screen.getByLabelText('Messages per second')).toHaveAttribute('readonly')
  expect(screen.queryByRole('button', { name: 'Change rate' })).toBeNull()
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
  expect(asked(server)).toHaveLength(1)
  expect(asked(server, 'CampaignAudienceSize')).toEqual([])
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

test('a refused action shows the reason of the server', async () => {
  const server = createFakeServer({
    ...running,
    CampaignPause: () => ({
      data: {
        result: {
          __typename: 'CampaignPayload',
          campaign: null,
          userErrors: [
            {
              __typename: 'UserError',
              code: 'NOT_RUNNING',
              message: 'This campaign has finished.',
            },
          ],
        },
      },
    }),
  })
  renderApp('/campaigns/c1', server)
  await userEvent.click(await screen.findByRole('button', { name: 'Pause' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('This campaign has finished.')
})

const counted = {
  __typename: 'MessagePreview',
  audience: 1_200,
  reachable: 1_000,
  checkedCount: 1_000,
  missingCount: 0,
  tooLongCount: 0,
  samples: [],
  userErrors: [],
}

test('launching counts the audience first and sends one key', async () => {
  const launched = campaign({ status: 'PREPARING', sequence: 11 })
  const server = createFakeServer({
    ...rest,
    CampaignPage: () => ({ data: { campaign: campaign({ status: 'DRAFT' }) } }),
    MessagePreview: () => ({ data: { messagePreview: counted } }),
    CampaignLaunch: () => ({
      data: { result: { __typename: 'CampaignPayload', campaign: launched, userErrors: [] } },
    }),
  })
  renderApp('/campaigns/c1', server)
  await userEvent.click(await screen.findByRole('button', { name: 'Launch' }))
  expect(server.received.map(({ name }) => name)).not.toContain('CampaignLaunch')
  const dialog = await screen.findByRole('dialog', { name: 'Launch “Win back”?' })
  await within(dialog).findByText('Audience')
  expect(dialog).toHaveTextContent('Audience1,200Reachable by SMS1,000Left out200Will get it1,000')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Launch' }))
  expect(await screen.findByText('Preparing')).toBeVisible()
  const launches = server.received.filter(({ name }) => name === 'CampaignLaunch')
  expect(launches).toEqual([
    {
      name: 'CampaignLaunch',
      variables: { input: { id: 'c1', idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/) } },
    },
  ])
})

async function retryFailed(): Promise<void> {
  await userEvent.click(await screen.findByRole('button', { name: 'Retry failed' }))
  const dialog = await screen.findByRole('dialog', { name: 'Retry failed?' })
  await userEvent.click(within(dialog).getByRole('button', { name: 'Retry failed' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
}

test('an action whose answer was lost is sent again with the same key', async () => {
  const failing = {
    ...rest,
    CampaignPage: () => ({ data: { campaign: campaign({ status: 'COMPLETED', failed: 3 }) } }),
  }
  const server = createFakeServer(failing)
  renderApp('/campaigns/c1', server)
  await retryFailed()
  await retryFailed()
  const [first, second] = server.received.filter(({ name }) => name === 'CampaignRetryFailed')
  expect(second).toEqual(first)
})

test('changes the rate of a running campaign', async () => {
  const server = createFakeServer({
    ...running,
    CampaignUpdate: () => ({
      data: {
        campaignUpdate: {
          __typename: 'CampaignPayload',
          campaign: { ...campaign(), ratePerSecond: 2_00_000 },
          userErrors: [],
        },
      },
    }),
  })
  renderApp('/campaigns/c1', server)
  const field = await screen.findByLabelText('Messages per second')
  await userEvent.clear(field)
  await userEvent.type(field, '200000')
  await userEvent.click(screen.getByRole('button', { name: 'Change rate' }))
  await waitFor(() =>
    expect(server.received.find(({ name }) => name === 'CampaignUpdate')?.variables).toEqual({
      input: { id: 'c1', ratePerSecond: 200_000 },
    }),
  )
  expect(field).toHaveValue('2,00,000')
  await waitFor(() => expect(screen.getByRole('button', { name: 'Change rate' })).toBeDisabled())
})

test('a rate that is refused stays in the field', async () => {
  renderApp('/campaigns/c1', createFakeServer(running))
  const field = await screen.findByLabelText('Messages per second')
  await userEvent.clear(field)
  await userEvent.type(field, '7')
  await userEvent.click(screen.getByRole('button', { name: 'Change rate' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('The server cannot be reached')
  expect(field).toHaveValue('7')
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

test('the slider sets the limit of a running campaign by the keyboard, in one call', async () => {
  const server = createFakeServer({
    ...running,
    CampaignUpdate: ({ input }) => ({
      data: {
        campaignUpdate: {
          __typename: 'CampaignPayload',
          campaign: { ...campaign(), ...(input as object) },
          userErrors: [],
        },
      },
    }),
  })
  renderApp('/campaigns/c1', server)
  const slider = await screen.findByRole('slider', { name: 'Speed limit' })
  slider.focus()
  await userEvent.keyboard('{ArrowRight}{ArrowRight}')
  await waitFor(() =>
    expect(asked(server, 'CampaignUpdate').map(({ variables }) => variables)).toEqual([
      { input: { id: 'c1', ratePerSecond: 1_900 } },
    ]),
  )
  await waitFor(() => expect(screen.getByLabelText('Messages per second')).toHaveValue('1,900'))
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
  expect(asked(server, 'CampaignSeries')).toEqual([])
  expect(asked(server, 'CampaignDeliveries')).toEqual([])
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

test('lists its people, by status and page after page', async () => {
  const second = delivery('d2', 'Ravi', { status: 'FAILED', reason: 'INVALID_NUMBER' })
  const server = createFakeServer({
    ...running,
    CampaignDeliveries: ({ after, status }) => {
      if (status) return deliveries(second)
      if (after) return deliveries(second)
      const first = deliveries(delivery('d1', 'Asha Rao'))
      first.data.campaign.deliveries.pageInfo = {
        __typename: 'PageInfo',
        hasNextPage: true,
        endCursor: 'd1',
      }
      return first
    },
  })
  renderApp('/campaigns/c1', server)
  const people = await screen.findByRole('region', { name: 'People' })
  expect(await within(people).findByRole('link', { name: 'Asha Rao' })).toHaveAttribute(
    'href',
    '/customers/customer_d1',
  )
  expect(within(people).getByText('Hi Asha Rao')).toBeVisible()
  await userEvent.click(within(people).getByRole('button', { name: 'Show more people' }))
  expect(await within(people).findByRole('link', { name: 'Ravi' })).toBeVisible()
  expect(within(people).getByText(/^Invalid number · 21 Nov/)).toBeVisible()
  const select = within(people).getByLabelText('Show people by status')
  await userEvent.selectOptions(select, 'Failed (10,000)')
  await waitFor(() => expect(within(people).queryByRole('link', { name: 'Asha Rao' })).toBeNull())
  expect(await within(people).findByRole('link', { name: 'Ravi' })).toBeVisible()
  expect(asked(server, 'CampaignDeliveries').map(({ variables }) => variables)).toEqual([
    { id: 'c1', status: null, first: 25, after: null },
    { id: 'c1', status: null, first: 25, after: 'd1' },
    { id: 'c1', status: ['FAILED'], first: 25, after: null },
  ])
})

test('the people on screen follow the campaign', async () => {
  let person = delivery('d1', 'Asha Rao', { status: 'SENT', finishedAt: null })
  const server = createFakeServer({ ...running, CampaignDeliveries: () => deliveries(person) })
  renderApp('/campaigns/c1', server)
  const people = await screen.findByRole('region', { name: 'People' })
  const row = (await within(people).findByRole('link', { name: 'Asha Rao' })).closest('tr')
  expect(row).toHaveTextContent('Awaiting receipt')
  person = delivery('d1', 'Asha Rao')
  await act(async () =>
    server.push('CampaignProgress', { campaignProgress: progress({ sequence: 11 }) }),
  )
  await waitFor(() => expect(row).toHaveTextContent('Delivered'))
})

test('people who cannot be listed are asked for again', async () => {
  const failing: Parameters<typeof createFakeServer>[0] = { ...running }
  delete failing['CampaignDeliveries']
  renderApp('/campaigns/c1', createFakeServer(failing))
  const alert = await screen.findByRole('alert')
  expect(alert).toHaveTextContent('The people could not be loaded')
  failing['CampaignDeliveries'] = () => deliveries(delivery('d1', 'Asha Rao'))
  await userEvent.click(within(alert).getByRole('button', { name: 'Try again' }))
  expect(await screen.findByRole('link', { name: 'Asha Rao' })).toBeVisible()
})

test('the whole ledger can be downloaded', async () => {
  renderApp('/campaigns/c1', createFakeServer(running))
  const link = await screen.findByRole('link', { name: 'Download all as CSV' })
  expect(link).toHaveAttribute('href', '/exports/campaigns/c1.csv')
  expect(link).toHaveAttribute('download')
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
  const before = asked(server).length
  await push({ failed: 11_000, sequence: 12 })
  await waitFor(() => expect(asked(server).length).toBeGreaterThan(before))
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
