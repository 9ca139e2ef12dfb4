// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer, viewer } from '../../test/fakeServer'
import { renderApp } from '../../test/renderApp'
import { answers, confirm, named, payload, size, toEveryone, write } from './fixtures'

test('a campaign is written, launched once and found on the history', async () => {
  const server = createFakeServer(answers)
  const app = renderApp(toEveryone, server)
  await write('Diwali', 'Hi there')
  await userEvent.click(screen.getByRole('button', { name: 'Launch…' }))
  const dialog = await screen.findByRole('dialog', { name: 'Launch “Diwali”?' })
  await within(dialog).findByText('Audience')
  expect(dialog).toHaveTextContent('Audience1,200Reachable by SMS1,000Left out200Will get it1,000')
  expect(named(server, 'ComposeCreate')).toEqual([])
  await userEvent.dblClick(within(dialog).getByRole('button', { name: 'Launch' }))
  await waitFor(() => expect(app.at()).toBe('/campaigns'))
  expect(await screen.findByRole('link', { name: 'Win back' })).toBeVisible()
  expect(named(server, 'ComposeCreate')).toEqual([
    {
      input: {
        name: 'Diwali',
        rule: { everyone: true },
        channel: 'SMS',
        message: 'Hi there',
        ratePerSecond: null,
        idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    },
  ])
  expect(named(server, 'CampaignLaunch')).toEqual([
    { input: { id: 'c9', idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/) } },
  ])
})

test('a lost answer costs neither the words nor a second campaign', async () => {
  const lost = { ...answers }
  delete lost['ComposeCreate']
  const flaky = createFakeServer(lost)
  const app = renderApp(toEveryone, flaky)
  await write('Diwali', 'Hi there')
  await userEvent.click(screen.getByRole('button', { name: 'Save as draft' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('The server cannot be reached')
  expect(screen.getByLabelText('Message')).toHaveValue('Hi there')
  lost['ComposeCreate'] = answers['ComposeCreate'] as never
  lost['ComposeUpdate'] = () => payload({ ...stored, id: 'c9' })
  await userEvent.type(screen.getByLabelText('Message'), '!')
  await userEvent.click(screen.getByRole('button', { name: 'Save as draft' }))
  await waitFor(() => expect(app.at()).toBe('/campaigns/c9'))
  const [first, second, ...others] = named(flaky, 'ComposeCreate')
  expect(second).toEqual(first)
  expect(others).toEqual([])
  expect(named(flaky, 'ComposeUpdate')).toEqual([
    { input: expect.objectContaining({ id: 'c9', message: 'Hi there!' }) },
  ])
})

test('a launch that fails keeps the draft and is tried again with the same key', async () => {
  const flaky = { ...answers }
  delete flaky['CampaignLaunch']
  const server = createFakeServer(flaky)
  const app = renderApp(toEveryone, server)
  await write('Diwali', 'Hi there')
  await confirm()
  expect(await screen.findByRole('alert')).toHaveTextContent('Saved as a draft, and not launched')
  expect(screen.getByLabelText('Name')).toHaveValue('Diwali')
  flaky['CampaignLaunch'] = answers['CampaignLaunch'] as never
  await confirm()
  await waitFor(() => expect(app.at()).toBe('/campaigns'))
  expect(named(server, 'ComposeCreate')).toHaveLength(1)
  const [first, second, ...others] = named(server, 'CampaignLaunch')
  expect(second).toEqual(first)
  expect(others).toEqual([])
})

test('what is missing is asked for at its field before the server is asked', async () => {
  const server = createFakeServer(answers)
  renderApp('/campaigns/new', server)
  await userEvent.click(await screen.findByRole('button', { name: 'Launch…' }))
  const name = screen.getByLabelText('Name')
  expect(name).toHaveAccessibleDescription(/Give the campaign a name\./)
  expect(name).toHaveFocus()
  expect(screen.getByText('Choose whom the campaign is for.')).toBeVisible()
  expect(screen.getByLabelText('Message')).toHaveAccessibleDescription(
    /Write what the message says/,
  )
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(named(server, 'ComposeCreate')).toEqual([])
})

test.each(['/campaigns/new', '/campaigns/new?rule=%7Bbroken'])(
  'nobody is chosen at %s until somebody chooses',
  async (address) => {
    renderApp(address, createFakeServer(answers))
    const all = await screen.findByLabelText('Everyone')
    for (const choice of screen.getAllByRole('radio')) {
      if (choice.closest('[role="radiogroup"]') === all.closest('[role="radiogroup"]'))
        expect(choice).not.toBeChecked()
    }
  },
)

test('what was written is not lost by leaving unless somebody says so', async () => {
  const server = createFakeServer(answers)
  const app = renderApp(toEveryone, server)
  await write('Diwali', 'Hi')
  await userEvent.click(screen.getByRole('link', { name: 'Segments' }))
  const dialog = await screen.findByRole('dialog', { name: 'Leave without saving?' })
  await userEvent.click(within(dialog).getByRole('button', { name: 'Keep writing' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(app.at()).toMatch(/^\/campaigns\/new/)
  expect(screen.getByLabelText('Name')).toHaveValue('Diwali')
  // What is saved is left without a question.
  await userEvent.click(screen.getByRole('button', { name: 'Save as draft' }))
  await waitFor(() => expect(app.at()).toBe('/campaigns/c9'))
})

test('closing the question of the launch leads back to its button', async () => {
  renderApp(toEveryone, createFakeServer(answers))
  await write('Diwali', 'Hi')
  const button = screen.getByRole('button', { name: 'Launch…' })
  await userEvent.click(button)
  const dialog = await screen.findByRole('dialog', { name: 'Launch “Diwali”?' })
  await userEvent.click(within(dialog).getByRole('button', { name: 'Not now' }))
  await waitFor(() => expect(button).toHaveFocus())
})

test('what the server complains about stands at its field', async () => {
  const refused = {
    __typename: 'UserError',
    code: 'INVALID_NAME',
    message: 'Another is called so.',
    path: 'input.name',
  }
  renderApp(
    toEveryone,
    createFakeServer({ ...answers, ComposeCreate: () => payload(null, refused) }),
  )
  await write('Diwali', 'Hi there')
  await userEvent.click(screen.getByRole('button', { name: 'Save as draft' }))
  const name = screen.getByLabelText('Name')
  await waitFor(() => expect(name).toHaveAccessibleDescription(/Another is called so\./))
  expect(name).toHaveValue('Diwali')
  await userEvent.type(name, '!')
  expect(name).not.toHaveAccessibleDescription(/Another is called so\./)
})

test('a variable is found and put in by the keyboard alone', async () => {
  renderApp(toEveryone, createFakeServer(answers))
  await write('Diwali', 'Hi {{ci')
  const menu = await screen.findByRole('listbox', { name: 'Variables' })
  expect(within(menu).getAllByRole('option')).toHaveLength(2)
  await userEvent.keyboard('{ArrowDown}{ArrowUp}{Enter}')
  const field = screen.getByLabelText<HTMLTextAreaElement>('Message')
  expect(field).toHaveValue("Hi {{ city | default('your city') }}")
  expect(screen.queryByRole('listbox', { name: 'Variables' })).toBeNull()
  // What stands in for a city is selected, to be written over.
  await userEvent.keyboard('town')
  expect(field).toHaveValue("Hi {{ city | default('town') }}")
})

test('the button offers the variables too, the brand’s own among them, and Escape closes', async () => {
  renderApp(toEveryone, createFakeServer(answers))
  await userEvent.click(await screen.findByRole('button', { name: 'Insert a variable' }))
  const menu = await screen.findByRole('listbox', { name: 'Variables' })
  expect(await within(menu).findByText('{{ attributes.tier }}')).toBeInTheDocument()
  await userEvent.keyboard('{Escape}')
  expect(screen.queryByRole('listbox', { name: 'Variables' })).toBeNull()
  await userEvent.keyboard('vis')
  await userEvent.click(await screen.findByRole('option', { name: /visits/ }))
  expect(screen.getByLabelText('Message')).toHaveValue('{{ visits }}')
})

test('a segment is found by its name, counted, and told by its id', async () => {
  const server = createFakeServer(answers)
  const app = renderApp('/campaigns/new', server)
  await userEvent.click(await screen.findByLabelText('A saved segment'))
  const field = screen.getByRole('combobox', { name: 'Segment' })
  await userEvent.type(field, 'big')
  await waitFor(() => expect(named(server, 'ComposeSegments')).toContainEqual({ search: 'big' }))
  await userEvent.click(await screen.findByRole('option', { name: 'Big spenders' }))
  await waitFor(() =>
    expect(named(server, 'ComposeAudience').at(-1)).toEqual({
      rule: { segment: 's2' },
      channel: 'SMS',
    }),
  )
  await write('Diwali', 'Hi')
  await userEvent.click(screen.getByRole('button', { name: 'Save as draft' }))
  await waitFor(() => expect(app.at()).toBe('/campaigns/c9'))
  expect(named(server, 'ComposeCreate')).toEqual([
    { input: expect.objectContaining({ segmentId: 's2' }) },
  ])
})

test('the segment of the address is chosen already', async () => {
  renderApp('/campaigns/new?segment=s1', createFakeServer(answers))
  const field = await screen.findByRole('combobox', { name: 'Segment' })
  await waitFor(() => expect(field).toHaveValue('Sleepers'))
})

const rule = { visits: { lt: 3 } }

test.each([
  ['as JSON', JSON.stringify(rule)],
  ['as the router writes it', JSON.stringify(JSON.stringify(rule))],
])('the rule of the address, %s, is the audience, in words and live', async (_, written) => {
  const counted = { ...size, sentence: 'visited fewer than 3 times' }
  const server = createFakeServer({
    ...answers,
    ComposeAudience: () => ({ data: { segmentPreview: counted } }),
  })
  const search = new URLSearchParams({ rule: written })
  renderApp(`/campaigns/new?${search}`, server)
  expect(await screen.findByText('Visited fewer than 3 times')).toBeVisible()
  expect(screen.getByLabelText('The rule drawn for this campaign')).toBeChecked()
  const status = screen.getByRole('status', { name: 'How many they are' })
  expect(status).toHaveTextContent('1,200 customers, of whom 1,000 can be reached')
  await act(async () =>
    server.push('ComposeAudienceChanged', {
      segmentPreview: { ...counted, count: 1_201, reachable: 1_001 },
    }),
  )
  expect(status).toHaveTextContent('1,201 customers, of whom 1,001 can be reached')
  await userEvent.click(screen.getByLabelText('Everyone'))
  await userEvent.click(screen.getByLabelText('The rule drawn for this campaign'))
  await write('Diwali', 'Hi')
  await userEvent.click(screen.getByRole('button', { name: 'Save as draft' }))
  await waitFor(() =>
    expect(named(server, 'ComposeCreate')).toEqual([{ input: expect.objectContaining({ rule }) }]),
  )
})

test('an audience that cannot be counted says why and is counted again', async () => {
  const failing = { ...answers }
  delete failing['ComposeAudience']
  renderApp(toEveryone, createFakeServer(failing))
  const alert = await screen.findByRole('alert')
  expect(alert).toHaveTextContent('The audience could not be counted')
  failing['ComposeAudience'] = answers['ComposeAudience'] as never
  await userEvent.click(within(alert).getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText(/^1,200 customers/)).toBeVisible()
})

test('who may not create a campaign is told so', async () => {
  const looks = viewer({ permissions: ['READ'] })
  renderApp(
    '/campaigns/new',
    createFakeServer({ ...answers, Viewer: () => ({ data: { viewer: looks } }) }),
  )
  expect(await screen.findByText('You may not create campaigns')).toBeVisible()
  expect(screen.queryByLabelText('Name')).toBeNull()
})

const stored = {
  __typename: 'Campaign',
  id: 'c1',
  name: 'Win back',
  status: 'DRAFT',
  channel: 'EMAIL',
  message: 'We miss you',
  rule: { visits: { lt: 3 } },
  ratePerSecond: 50,
  segment: null,
}

test('a draft is written on and stays one campaign', async () => {
  const server = createFakeServer({
    ...answers,
    ComposeDraft: () => ({ data: { campaign: stored } }),
    ComposeUpdate: () => payload({ ...stored, name: 'Come back' }),
  })
  const app = renderApp('/campaigns/c1/edit', server)
  const name = await screen.findByLabelText('Name')
  expect(name).toHaveValue('Win back')
  expect(screen.getByLabelText('Messages per second')).toHaveValue('50')
  await userEvent.clear(name)
  await userEvent.type(name, 'Come back')
  await userEvent.clear(screen.getByLabelText('Messages per second'))
  await userEvent.click(screen.getByRole('button', { name: 'Save draft' }))
  await waitFor(() => expect(app.at()).toBe('/campaigns/c1'))
  expect(named(server, 'ComposeUpdate')).toEqual([
    {
      input: {
        id: 'c1',
        name: 'Come back',
        rule: { visits: { lt: 3 } },
        channel: 'EMAIL',
        message: 'We miss you',
        ratePerSecond: null,
      },
    },
  ])
  expect(named(server, 'ComposeCreate')).toEqual([])
})

test('what is launched is not written on', async () => {
  renderApp(
    '/campaigns/c1/edit',
    createFakeServer({
      ...answers,
      ComposeDraft: () => ({ data: { campaign: { ...stored, status: 'RUNNING' } } }),
    }),
  )
  expect(await screen.findByText('This campaign is launched')).toBeVisible()
  expect(screen.queryByLabelText('Name')).toBeNull()
})
