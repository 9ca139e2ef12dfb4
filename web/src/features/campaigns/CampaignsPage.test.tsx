// @vitest-environment jsdom
import { act, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { createFakeServer, viewer } from '../../test/fakeServer'
import { renderApp } from '../../test/renderApp'
import { campaign, campaignList, progress } from './fixtures'

test('an empty history says what to do next', async () => {
  renderApp('/campaigns', createFakeServer({ Campaigns: () => campaignList() }))
  expect(await screen.findByText('No campaigns yet')).toBeVisible()
  expect(screen.getByText('xeno demo')).toBeVisible()
  expect(screen.getByRole('link', { name: 'Open the playground' })).toHaveAttribute(
    'href',
    '/playground',
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
  expect(screen.queryByRole('link', { name: 'Open the playground' })).toBeNull()
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
  await waitFor(() => expect(server.received).toHaveLength(2))
  await push(95_000, 12)
  expect(await screen.findByText('95,000')).toBeVisible()
  expect(server.received).toHaveLength(2)
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
