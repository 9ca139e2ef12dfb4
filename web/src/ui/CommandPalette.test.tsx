// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { campaignList } from '../features/campaigns/fixtures'
import { createFakeServer } from '../test/fakeServer'
import { renderApp } from '../test/renderApp'

const none = (kind: string) => ({ __typename: `${kind}Connection`, nodes: [] as object[] })

const found = (name: string) => ({
  data: {
    customers: none('Customer'),
    segments: none('Segment'),
    campaigns: {
      __typename: 'CampaignConnection',
      nodes: [{ __typename: 'Campaign', id: name, name, status: 'COMPLETED' }],
    },
  },
})

test('leads to nothing that was found for other words, and tells its choice', async () => {
  const server = createFakeServer({
    Campaigns: () => campaignList(),
    Find: ({ search }) => (search === 'warm' ? found('Warm cups') : found('Early access')),
  })
  const app = renderApp('/campaigns', server)
  await userEvent.click(await screen.findByRole('button', { name: /^Go to/ }))
  const field = await screen.findByRole('combobox', { name: 'Go to' })
  await userEvent.type(field, 'warm')
  expect(await screen.findByText('Warm cups')).toBeInTheDocument()
  await userEvent.clear(field)
  await userEvent.type(field, 'early')
  expect(screen.queryByText('Warm cups')).toBeNull()
  expect(await screen.findByText('Early access')).toBeInTheDocument()
  await userEvent.keyboard('{ArrowDown}')
  await waitFor(() =>
    expect(screen.getByRole('status', { name: 'Chosen' })).toHaveTextContent(
      'Early access, Completed',
    ),
  )
  await userEvent.keyboard('{Enter}')
  await waitFor(() => expect(app.at()).toMatch(/^\/campaigns\/Early/))
})
