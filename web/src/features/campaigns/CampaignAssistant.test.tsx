// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer, viewer } from '../../test/fakeServer'
import { renderApp } from '../../test/renderApp'
import { campaign, deliveries, progress, series, summary } from './fixtures'
// Loaded with the file, and not within the time of its first test.
import './CampaignRoute'
import './TagsForm'

const tag = (name: string, suggested = false) => ({ __typename: 'CampaignTag', name, suggested })

const page = (fields: Parameters<typeof campaign>[0], ...tags: object[]) => ({
  CampaignPage: () => ({ data: { campaign: { ...campaign(fields), tags } } }),
  CampaignSeries: () => series(),
  CampaignDeliveries: () => deliveries(),
  CampaignSummary: () => summary(),
  CampaignTagNames: () => ({ data: { campaignTags: ['launch', 'win-back'] } }),
})

const byModel = {
  __typename: 'DraftOrigin',
  engine: 'OLLAMA',
  model: 'smollm2',
  insteadOf: null,
}

const set = (...tags: object[]) => ({
  data: {
    campaignSetTags: {
      __typename: 'CampaignPayload',
      campaign: { __typename: 'Campaign', id: 'c1', tags },
      userErrors: [],
    },
  },
})

const sent = (server: ReturnType<typeof createFakeServer>, wanted: string) =>
  server.received.filter(({ name }) => name === wanted).map(({ variables }) => variables)

test('a campaign that is over is summarised, with what stands out and by whom', async () => {
  renderApp('/campaigns/c1', createFakeServer(page({ status: 'COMPLETED' })))
  const section = await screen.findByRole('region', { name: 'Summary' })
  expect(await within(section).findByText('Delhi did worse than usual.')).toBeVisible()
  const row = within(section).getByRole('row', { name: /^City: Delhi/ })
  expect(row).toHaveTextContent('City: Delhi12,00080%11 points less (91%)')
  expect(section).toHaveTextContent('Compared with 4 earlier campaigns on this channel.')
  expect(section).toHaveTextContent('Suggested by Xeno’s own rules.')
})

test('a running campaign is summarised when somebody asks, and again at its end', async () => {
  const server = createFakeServer(page({ status: 'RUNNING' }))
  renderApp('/campaigns/c1', server)
  const ask = await screen.findByRole('button', { name: 'Summarise so far' })
  expect(sent(server, 'CampaignSummary')).toEqual([])
  await userEvent.click(ask)
  expect(screen.getByRole('heading', { name: 'Summary' })).toHaveFocus()
  expect(await screen.findByText('Delhi did worse than usual.')).toBeVisible()
  expect(sent(server, 'CampaignSummary')).toHaveLength(1)
  expect(screen.getByText(/^As of \d\d:\d\d IST\. Compared with/)).toBeVisible()
  expect(screen.getByRole('button', { name: 'Write it again' })).toBeVisible()
  await act(async () =>
    server.push('CampaignProgress', {
      campaignProgress: progress({ status: 'COMPLETED', sequence: 99 }),
    }),
  )
  await waitFor(() => expect(sent(server, 'CampaignSummary')).toHaveLength(2))
  expect(screen.queryByText(/^As of/)).toBeNull()
  // Our own rules would say the same again.
  expect(screen.queryByRole('button', { name: 'Write it again' })).toBeNull()
})

test('a summary that fails is asked for again, and leaves the page as it is', async () => {
  const answers: Parameters<typeof createFakeServer>[0] = page({ status: 'COMPLETED' })
  delete answers['CampaignSummary']
  renderApp('/campaigns/c1', createFakeServer(answers))
  const alert = await screen.findByRole('alert')
  expect(alert).toHaveTextContent('No summary was written')
  expect(screen.getByRole('heading', { name: 'Win back', level: 1 })).toBeVisible()
  answers['CampaignSummary'] = () => summary({ comparedWith: 0, highlights: [] })
  await userEvent.click(within(alert).getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText(/^There are too few earlier campaigns/)).toBeVisible()
})

test('what was written stays when writing it again fails', async () => {
  const flaky: Parameters<typeof createFakeServer>[0] = {
    ...page({ status: 'COMPLETED' }),
    CampaignSummary: () => summary({ origin: byModel }),
  }
  renderApp('/campaigns/c1', createFakeServer(flaky))
  await screen.findByText('Delhi did worse than usual.')
  delete flaky['CampaignSummary']
  await userEvent.click(screen.getByRole('button', { name: 'Write it again' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('The summary was not written again')
  expect(screen.getByText('Delhi did worse than usual.')).toBeVisible()
})

test('a draft has nothing to summarise', async () => {
  const server = createFakeServer(page({ status: 'DRAFT' }))
  renderApp('/campaigns/c1', server)
  await screen.findByRole('button', { name: 'Launch' })
  expect(screen.queryByRole('region', { name: 'Summary' })).toBeNull()
  expect(sent(server, 'CampaignSummary')).toEqual([])
})

test('suggested tags are kept by one press, and suggested again by another', async () => {
  const server = createFakeServer({
    ...page({ status: 'DRAFT' }, tag('win-back', true), tag('loyalty', true)),
    CampaignSetTags: ({ input }) => {
      const { tags } = input as { tags: string[] | null }
      return tags
        ? set(...tags.map((name) => tag(name)))
        : set(tag('win-back', true), tag('loyalty', true))
    },
  })
  renderApp('/campaigns/c1', server)
  const tags = await screen.findByRole('region', { name: 'Tags' })
  expect(within(tags).getByRole('link', { name: 'win-back, suggested' })).toBeVisible()
  expect(tags).toHaveTextContent('Suggested by the assistant')
  await userEvent.click(within(tags).getByRole('button', { name: 'Keep these tags' }))
  expect(await within(tags).findByRole('link', { name: 'win-back' })).toHaveAttribute(
    'href',
    '/campaigns?tag=win-back',
  )
  expect(tags).not.toHaveTextContent('Suggested by the assistant')
  expect(within(tags).getByRole('button', { name: 'Edit tags' })).toHaveFocus()
  await userEvent.click(within(tags).getByRole('button', { name: 'Undo' }))
  expect(await within(tags).findByRole('link', { name: 'win-back, suggested' })).toBeVisible()
  expect(within(tags).getByRole('button', { name: 'Edit tags' })).toHaveFocus()
  expect(sent(server, 'CampaignSetTags')).toEqual([
    { input: { id: 'c1', tags: ['win-back', 'loyalty'] } },
    { input: { id: 'c1', tags: null } },
  ])
})

test('tags are changed in place, and a change is undone', async () => {
  const server = createFakeServer({
    ...page({ status: 'COMPLETED' }, tag('win-back')),
    CampaignSetTags: ({ input }) =>
      set(...(input as { tags: string[] }).tags.map((name) => tag(name))),
  })
  renderApp('/campaigns/c1', server)
  const tags = await screen.findByRole('region', { name: 'Tags' })
  await userEvent.click(within(tags).getByRole('button', { name: 'Edit tags' }))
  await userEvent.type(
    await within(tags).findByLabelText('Tags', { selector: 'input' }),
    'Diwali Sale',
  )
  await userEvent.click(within(tags).getByRole('button', { name: 'Save tags' }))
  expect(await within(tags).findByRole('link', { name: 'diwali-sale' })).toBeVisible()
  expect(within(tags).getByRole('button', { name: 'Edit tags' })).toHaveFocus()
  await userEvent.click(within(tags).getByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(within(tags).queryByRole('link', { name: 'diwali-sale' })).toBeNull())
  expect(sent(server, 'CampaignSetTags')).toEqual([
    { input: { id: 'c1', tags: ['win-back', 'diwali-sale'] } },
    { input: { id: 'c1', tags: ['win-back'] } },
  ])
})

test('tags that are refused stay in their field, beside the reason', async () => {
  const server = createFakeServer({
    ...page({ status: 'DRAFT' }),
    CampaignSetTags: () => ({
      data: {
        campaignSetTags: {
          __typename: 'CampaignPayload',
          campaign: null,
          userErrors: [{ __typename: 'UserError', code: 'TOO_MANY', message: 'At most 10 tags.' }],
        },
      },
    }),
  })
  renderApp('/campaigns/c1', server)
  const tags = await screen.findByRole('region', { name: 'Tags' })
  await userEvent.click(within(tags).getByRole('button', { name: 'Edit tags' }))
  await userEvent.type(
    await within(tags).findByLabelText('Tags', { selector: 'input' }),
    'launch{Enter}',
  )
  await userEvent.click(within(tags).getByRole('button', { name: 'Save tags' }))
  expect(await within(tags).findByRole('alert')).toHaveTextContent('At most 10 tags.')
  expect(within(tags).getByText('launch')).toBeInTheDocument()
})

test('who may look and not change sees the tags and no way to change them', async () => {
  const looks = viewer({ permissions: ['READ'] })
  renderApp(
    '/campaigns/c1',
    createFakeServer({
      ...page({ status: 'DRAFT' }, tag('win-back', true)),
      Viewer: () => ({ data: { viewer: looks } }),
    }),
  )
  const tags = await screen.findByRole('region', { name: 'Tags' })
  expect(within(tags).getByRole('link', { name: 'win-back, suggested' })).toBeVisible()
  expect(within(tags).queryByRole('button')).toBeNull()
})
