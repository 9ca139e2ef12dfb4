// @vitest-environment jsdom
import { act, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer, type FakeServer, viewer } from '../../test/fakeServer'
import { renderApp } from '../../test/renderApp'
import { campaign, campaignList, progress } from './fixtures'

/** What the list was asked for. */
const asked = (server: FakeServer) =>
  server.received.filter(({ name }) => name === 'Campaigns').map(({ variables }) => variables)

test('an empty history says what to do next', async () => {
  renderApp('/campaigns', createFakeServer({ Campaigns: () => campaignList() }))
  expect(await screen.findByText('No campaigns yet')).toBeVisible()
  expect(screen.getByRole('link', { name: 'Write the first campaign' })).toHaveAttribute(
    'href',
    '/campaigns/new',
  )
})

test('who may not create one is not sent to', async () => {
  const looks = viewer({ permissions: ['READ'] })
  renderApp(
    '/campaigns',
    createFakeServer({
      Campaigns: () => campaignList(),
      Viewer: () => ({ data: { viewer: looks } }),
    }),
  )
  expect(await screen.findByText('They appear here once somebody creates one.')).toBeVisible()
  expect(screen.queryByRole('link', { name: /campaign$/ })).toBeNull()
})

test('an unreachable server is an error and not an empty history', async () => {
  renderApp('/campaigns', createFakeServer({}))
  expect(await screen.findByRole('alert')).toHaveTextContent('The campaigns could not be loaded')
  expect(screen.queryByText('No campaigns yet')).toBeNull()
})

test('rows follow the subscription without a new query', async () => {
  const server = createFakeServer({ Campaigns: () => campaignList(campaign()) })
  renderApp('/campaigns', server)
  await screen.findByRole('link', { name: 'Win back' })
  const push = (delivered: number, sequence: number) =>
    act(async () =>
      server.push('CampaignsChanged', {
        campaignsChanged: { ...campaign(), progress: progress({ delivered, sequence }) },
      }),
    )
  await push(90_000, 11)
  expect(await screen.findByText('90,000')).toBeVisible()
  await waitFor(() => expect(asked(server)).toHaveLength(2))
  await push(95_000, 12)
  expect(await screen.findByText('95,000')).toBeVisible()
  expect(asked(server)).toHaveLength(2)
})

test('a new campaign appears by itself', async () => {
  let list = [campaign()]
  const server = createFakeServer({ Campaigns: () => campaignList(...list) })
  renderApp('/campaigns', server)
  await screen.findByRole('link', { name: 'Win back' })
  const second = {
    ...campaign(),
    id: 'c2',
    name: 'Diwali',
    progress: { ...progress(), campaign: { __typename: 'Campaign' as const, id: 'c2' } },
  }
  list = [second, ...list]
  await act(async () => server.push('CampaignsChanged', { campaignsChanged: second }))
  expect(await screen.findByRole('link', { name: 'Diwali' })).toBeVisible()
})

test('times are in the zone that the server names', async () => {
  renderApp(
    '/campaigns',
    createFakeServer({
      Campaigns: () => campaignList(campaign()),
      Viewer: () => ({ data: { viewer: viewer({ timeZone: 'UTC' }) } }),
    }),
  )
  expect(await screen.findByText('Launched 21 Nov 2026, 08:33 UTC')).toBeVisible()
  expect(screen.getByText(/Times are shown in UTC\.$/)).toBeVisible()
})

test('an unknown address is said to be unknown', async () => {
  renderApp('/nowhere', createFakeServer({}))
  expect(await screen.findByText('There is no such page')).toBeVisible()
})

test('who may create one is shown the way', async () => {
  renderApp('/campaigns', createFakeServer({ Campaigns: () => campaignList(campaign()) }))
  expect(await screen.findByRole('link', { name: 'New campaign' })).toHaveAttribute(
    'href',
    '/campaigns/new',
  )
})

test('a running campaign says how far it is, how fast, and for how long', async () => {
  renderApp('/campaigns', createFakeServer({ Campaigns: () => campaignList(campaign()) }))
  expect(await screen.findByText('45% done. 1,500 per second, about 1 min 7 s left.')).toBeVisible()
})

test('is narrowed by name and status, which stand in the address', async () => {
  const server = createFakeServer({
    Campaigns: ({ search }) => (search ? campaignList() : campaignList(campaign())),
  })
  const app = renderApp('/campaigns', server)
  await screen.findByRole('link', { name: 'Win back' })
  const field = screen.getByRole('searchbox', { name: 'Search campaigns by name' })
  await userEvent.type(field, 'diw')
  expect(await screen.findByText('No campaign is like that')).toBeVisible()
  expect(app.at()).toBe('/campaigns?search=diw')
  expect(field).toHaveFocus()
  await userEvent.selectOptions(screen.getByLabelText('Status'), 'Running')
  await waitFor(() => expect(app.at()).toBe('/campaigns?search=diw&status=RUNNING'))
  await waitFor(() =>
    expect(asked(server)).toEqual([
      { first: 20, after: null, search: null, status: null, tag: null },
      { first: 20, after: null, search: 'diw', status: null, tag: null },
      { first: 20, after: null, search: 'diw', status: ['RUNNING'], tag: null },
    ]),
  )
  await userEvent.click(screen.getByRole('button', { name: 'Show all campaigns' }))
  expect(await screen.findByRole('link', { name: 'Win back' })).toBeVisible()
  expect(app.at()).toBe('/campaigns')
  expect(screen.getByRole('searchbox', { name: 'Search campaigns by name' })).toHaveValue('')
})

test('a status in the address that there is none of narrows nothing', async () => {
  const server = createFakeServer({ Campaigns: () => campaignList(campaign()) })
  renderApp('/campaigns?status=toString', server)
  await screen.findByRole('link', { name: 'Win back' })
  expect(asked(server)).toEqual([{ first: 20, after: null, search: null, status: null, tag: null }])
})

test('a campaign that stands elsewhere now is looked for where it belongs', async () => {
  const server = createFakeServer({ Campaigns: () => campaignList(campaign()) })
  renderApp('/campaigns?status=RUNNING', server)
  await screen.findByRole('link', { name: 'Win back' })
  const push = (status: 'RUNNING' | 'PAUSED', sequence: number) =>
    act(async () =>
      server.push('CampaignsChanged', { campaignsChanged: campaign({ status, sequence }) }),
    )
  await push('RUNNING', 11)
  await waitFor(() => expect(asked(server)).toHaveLength(2))
  await push('PAUSED', 12)
  await waitFor(() => expect(asked(server)).toHaveLength(3))
  expect(asked(server)[2]).toMatchObject({ status: ['RUNNING'] })
})

test('is narrowed by tag, each of which leads to its campaigns', async () => {
  const tagged = {
    ...campaign(),
    tags: [{ __typename: 'CampaignTag', name: 'win-back', suggested: true }],
  }
  const server = createFakeServer({
    Campaigns: () => campaignList(tagged),
    CampaignTagNames: () => ({ data: { campaignTags: ['launch', 'win-back'] } }),
  })
  const app = renderApp('/campaigns?status=RUNNING', server)
  expect(await screen.findByRole('link', { name: 'win-back, suggested' })).toHaveAttribute(
    'href',
    '/campaigns?tag=win-back',
  )
  await userEvent.selectOptions(await screen.findByLabelText('Tag'), 'launch')
  await waitFor(() => expect(app.at()).toBe('/campaigns?status=RUNNING&tag=launch'))
  await waitFor(() =>
    expect(asked(server).at(-1)).toEqual({
      first: 20,
      after: null,
      search: null,
      status: ['RUNNING'],
      tag: 'launch',
    }),
  )
})
