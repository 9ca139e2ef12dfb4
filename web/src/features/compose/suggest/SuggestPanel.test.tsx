// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer, type FakeServer } from '../../../test/fakeServer'
import { renderApp } from '../../../test/renderApp'
// Loaded with the file, and not within the time of its first test.
import '../ComposePage'
import './SuggestPanel'

const size = { __typename: 'SegmentPreview', count: 1_200, reachable: 1_000, sentence: 'everyone' }

/** The composer chooses nobody by itself. */
const toEveryone = `/campaigns/new?${new URLSearchParams({ rule: '{"everyone":true}' })}`

const answers = {
  ComposeAudience: () => ({ data: { segmentPreview: size } }),
  ComposeAttributes: () => ({ data: { ruleFields: [] } }),
}

function variant(message: string, fields: object = {}) {
  return {
    messageSuggestions: {
      __typename: 'MessageSuggestion',
      message,
      reason: 'Most of them buy tea.',
      length: 142,
      fits: true,
      product: null,
      origin: { __typename: 'DraftOrigin', engine: 'BUILT_IN', model: null, insteadOf: null },
      ...fields,
    },
  }
}

const tea = {
  __typename: 'SuggestedProduct',
  sku: 'T-1',
  name: 'Assam tea',
  category: 'Tea',
  buyers: 420,
  imageUrl: '/products/tea.webp',
}

const push = (server: FakeServer, message: string, fields: object = {}) =>
  act(async () => server.push('MessageSuggested', variant(message, fields)))

const end = (server: FakeServer, failure?: Parameters<FakeServer['end']>[1]) =>
  act(async () => server.end('MessageSuggested', failure))

const card = (message: string) =>
  screen.findByRole('group', { name: `Suggested message: ${message}` })

const take = async (message: string) =>
  userEvent.click(within(await card(message)).getByRole('button', { name: 'Use this message' }))

const putBack = () =>
  userEvent.click(screen.getByRole('button', { name: 'Put back what was there' }))

async function ask(server: FakeServer, goal: string): Promise<void> {
  await userEvent.click(await screen.findByRole('button', { name: 'Suggest messages' }))
  await userEvent.type(await screen.findByLabelText(/^What the message is to/), `${goal}{Enter}`)
  await waitFor(() =>
    expect(server.followed.some(({ name }) => name === 'MessageSuggested')).toBe(true),
  )
}

test('messages appear as they are written, with why, how long and by whom', async () => {
  const server = createFakeServer(answers)
  renderApp(toEveryone, server)
  await ask(server, 'bring them back')
  expect(server.followed.find(({ name }) => name === 'MessageSuggested')?.variables).toEqual({
    goal: 'bring them back',
    tone: 'FRIENDLY',
    channel: 'SMS',
    rule: { everyone: true },
  })
  expect(screen.getByLabelText('Writing a message')).toBeInTheDocument()
  await push(server, 'Come back')
  const first = await card('Come back')
  expect(first).toHaveTextContent(
    'Most of them buy tea. Up to 142 characters for those it was tried on: one SMS.',
  )
  expect(first).toHaveTextContent('Suggested by Xeno’s own rules.')
  const status = screen.getByRole('status', { name: 'How many messages are suggested' })
  expect(status).toHaveTextContent('1 message suggested, and more to come')
  const origin = { __typename: 'DraftOrigin', engine: 'OLLAMA', model: 'smollm2', insteadOf: null }
  await push(server, 'We miss you', { fits: false, length: 1_420, origin })
  const second = await card('We miss you')
  expect(second).toHaveTextContent(
    'Up to 1,420 characters for those it was tried on: more than one SMS.',
  )
  expect(second).toHaveTextContent('Suggested by smollm2, a language model; check it.')
  await end(server)
  expect(status).toHaveTextContent(/^2 messages suggested$/)
  expect(screen.queryByLabelText('Writing a message')).toBeNull()
})

test('a message is taken by one press and what stood there is put back by another', async () => {
  const server = createFakeServer(answers)
  renderApp(toEveryone, server)
  await userEvent.type(await screen.findByLabelText('Message'), 'Mine')
  await ask(server, 'bring them back')
  await push(server, 'Come back')
  await push(server, 'We miss you')
  const field = screen.getByLabelText('Message')
  expect(screen.queryByRole('button', { name: 'Put back what was there' })).toBeNull()
  await take('Come back')
  expect(field).toHaveValue('Come back')
  await take('We miss you')
  expect(field).toHaveValue('We miss you')
  await putBack()
  expect(field).toHaveValue('Come back')
  expect(screen.getByRole('button', { name: 'Put back what was there' })).toHaveFocus()
  await putBack()
  expect(field).toHaveValue('Mine')
})

test('what stood there is put back though new messages have come and gone', async () => {
  const server = createFakeServer(answers)
  renderApp(toEveryone, server)
  await userEvent.type(await screen.findByLabelText('Message'), 'Mine')
  await ask(server, 'bring them back')
  await push(server, 'Come back')
  await end(server)
  await take('Come back')
  await userEvent.click(screen.getByRole('button', { name: 'Suggest again' }))
  await push(server, 'We miss you')
  await end(server)
  expect(screen.queryByRole('group', { name: 'Suggested message: Come back' })).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Suggest messages' }))
  await putBack()
  expect(screen.getByLabelText('Message')).toHaveValue('Mine')
})

test('what was written into a message that was taken is not lost by putting back', async () => {
  const server = createFakeServer(answers)
  renderApp(toEveryone, server)
  const field = await screen.findByLabelText('Message')
  await userEvent.type(field, 'Mine')
  await ask(server, 'bring them back')
  await push(server, 'Come back')
  await push(server, 'We miss you')
  await end(server)
  await take('Come back')
  await userEvent.type(field, ': SAVE10')
  await take('We miss you')
  await putBack()
  expect(field).toHaveValue('Come back: SAVE10')
  await putBack()
  expect(field).toHaveValue('Mine')
  await putBack()
  expect(field).toHaveValue('We miss you')
  await putBack()
  expect(field).toHaveValue('Come back: SAVE10')
})

test('whether a message fits is said of the channel that it was written for', async () => {
  const server = createFakeServer(answers)
  renderApp(toEveryone, server)
  await ask(server, 'bring them back')
  await push(server, 'Come back')
  await userEvent.click(screen.getByLabelText('Email'))
  expect(await card('Come back')).toHaveTextContent(': one SMS.')
})

test('whoever ends the writing keeps the focus', async () => {
  const server = createFakeServer(answers)
  renderApp(toEveryone, server)
  await ask(server, 'bring them back')
  await userEvent.click(screen.getByRole('button', { name: 'Stop' }))
  expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull()
  expect(screen.getByRole('button', { name: 'Suggest' })).toHaveFocus()
})

test('a product is shown with its picture where that is our own, and linked elsewhere', async () => {
  const server = createFakeServer(answers)
  renderApp(toEveryone, server)
  await ask(server, 'bring them back')
  await push(server, 'Own', { product: tea })
  await push(server, 'Elsewhere', {
    product: { ...tea, name: 'Mug', category: null, imageUrl: 'https://shop.example/mug.webp' },
  })
  const own = await card('Own')
  expect(own).toHaveTextContent('Goes with Assam tea (Tea): at least 420 of them bought it.')
  expect(own.querySelector('img')).toHaveAttribute('src', '/products/tea.webp')
  const elsewhere = await card('Elsewhere')
  expect(elsewhere.querySelector('img')).toBeNull()
  expect(
    within(elsewhere).getByRole('link', { name: 'The picture of Mug, in a new tab' }),
  ).toHaveAttribute('href', 'https://shop.example/mug.webp')
})

test('a failure keeps what was suggested and what was typed, and is tried again', async () => {
  const server = createFakeServer(answers)
  renderApp(toEveryone, server)
  await ask(server, 'bring them back')
  await push(server, 'Come back')
  await end(server, { errors: [{ message: 'The assistant is busy. Try again in a minute.' }] })
  const alert = await screen.findByRole('alert')
  expect(alert).toHaveTextContent('The assistant is busy. Try again in a minute.')
  expect(screen.getByLabelText(/^What the message is to/)).toHaveValue('bring them back')
  await userEvent.click(within(alert).getByRole('button', { name: 'Try again' }))
  expect(await card('Come back')).toBeVisible()
  await push(server, 'We miss you')
  expect(await card('We miss you')).toBeVisible()
  expect(screen.queryByRole('group', { name: 'Suggested message: Come back' })).toBeNull()
  expect(screen.queryByRole('alert')).toBeNull()
})

test('where no message holds it says what to do', async () => {
  const server = createFakeServer(answers)
  renderApp(toEveryone, server)
  await ask(server, 'x')
  await end(server)
  expect(await screen.findByText(/^No message holds for this\. Say the goal/)).toBeVisible()
})

test('messages for another audience than is chosen now say so', async () => {
  const server = createFakeServer(answers)
  renderApp(toEveryone, server)
  await ask(server, 'bring them back')
  await push(server, 'Come back')
  await end(server)
  expect(screen.queryByText(/^These were written for another/)).toBeNull()
  await userEvent.click(screen.getByLabelText('Email'))
  expect(await screen.findByText(/^These were written for another/)).toHaveTextContent(
    'Suggest again for this one.',
  )
  const list = (await card('Come back')).closest('ul')
  expect(list).toHaveAttribute('data-fresh', 'false')
  await userEvent.click(screen.getByRole('button', { name: 'Suggest again' }))
  expect(screen.getByText(/^These were written for another/)).toBeVisible()
  expect(list).toHaveAttribute('data-fresh', 'false')
  await push(server, 'Dear Anjali')
  expect((await card('Dear Anjali')).closest('ul')).toHaveAttribute('data-fresh', 'true')
  expect(screen.queryByText(/^These were written for another/)).toBeNull()
})

test('without an audience there is nobody to write to', async () => {
  const server = createFakeServer(answers)
  renderApp('/campaigns/new', server)
  await userEvent.click(await screen.findByRole('button', { name: 'Suggest messages' }))
  expect(await screen.findByText(/^Choose the audience first/)).toBeVisible()
  await userEvent.type(screen.getByLabelText(/^What the message is to/), 'x')
  expect(screen.getByRole('button', { name: 'Suggest' })).toHaveAttribute('aria-disabled', 'true')
})
