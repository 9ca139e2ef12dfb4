// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer, viewer } from '../../test/fakeServer'
import { renderApp } from '../../test/renderApp'
import { campaign, messagePreview, rest, running } from './fixtures'

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

test('launching counts the audience first and sends one key', async () => {
  const launched = campaign({ status: 'PREPARING', sequence: 11 })
  const server = createFakeServer({
    ...rest,
    CampaignPage: () => ({ data: { campaign: campaign({ status: 'DRAFT' }) } }),
    MessagePreview: () => ({ data: { messagePreview: messagePreview() } }),
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
  const launches = server.asked('CampaignLaunch')
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
  const [first, second] = server.asked('CampaignRetryFailed')
  expect(second).toEqual(first)
})
