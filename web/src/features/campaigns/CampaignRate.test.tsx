// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer } from '../../test/fakeServer'
import { renderApp } from '../../test/renderApp'
import { campaign, running } from './fixtures'

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
    expect(server.asked('CampaignUpdate').map(({ variables }) => variables)).toEqual([
      { input: { id: 'c1', ratePerSecond: 1_900 } },
    ]),
  )
  await waitFor(() => expect(screen.getByLabelText('Messages per second')).toHaveValue('1,900'))
})
