// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer } from '../../test/fakeServer'
import { renderApp } from '../../test/renderApp'
import { deliveries, delivery, progress, running } from './fixtures'

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
  expect(server.asked('CampaignDeliveries').map(({ variables }) => variables)).toEqual([
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
