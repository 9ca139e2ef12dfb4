// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer } from '../../../test/fakeServer'
import { renderApp } from '../../../test/renderApp'
import { deadLetter, page, userError } from '../fixtures'

const letters = (...nodes: object[]) => ({
  DeadLetters: () => ({ data: { deadLetters: page('DeadLetter', nodes) } }),
})

const two = [deadLetter(), deadLetter({ id: 'd2', code: 'UNREADABLE', reason: 'This is no row.' })]

const replayed = (done: string[], userErrors: object[] = []) => ({
  data: { deadLettersReplay: { __typename: 'DeadLettersReplayPayload', done, userErrors } },
})

const discarded = (done: string[], userErrors: object[] = []) => ({
  data: { deadLettersDiscard: { __typename: 'DeadLettersDiscardPayload', done, userErrors } },
})

test('a row says why it could not be stored, and shows itself', async () => {
  renderApp('/settings/dead-letters', createFakeServer(letters(deadLetter())))
  const row = (await screen.findByText('The amount does not fit.')).closest('li') as HTMLElement
  expect(row).toHaveTextContent('Orders · TOO_LARGE · failed 21 Nov 2026, 14:00 IST')
  await userEvent.click(within(row).getByText('Show the row'))
  expect(within(row).getByText(/"externalId": "order-1"/)).toBeVisible()
})

test('no dead letters is good news', async () => {
  renderApp('/settings/dead-letters', createFakeServer(letters()))
  expect(await screen.findByText('Every row that was accepted has been stored.')).toBeVisible()
})

test('the filters narrow what is asked for', async () => {
  const server = createFakeServer(letters())
  renderApp('/settings/dead-letters', server)
  await screen.findByText('No dead letters')
  await userEvent.selectOptions(screen.getByLabelText('Rows of'), 'Orders')
  await userEvent.selectOptions(screen.getByLabelText('State'), 'Discarded')
  await userEvent.type(screen.getByLabelText('Code'), 'too_large')
  await waitFor(() =>
    expect(server.received.at(-1)?.variables).toEqual({
      stream: 'ingest:orders',
      state: 'DISCARDED',
      code: 'TOO_LARGE',
      after: null,
    }),
  )
  expect(await screen.findByText('There are no such rows')).toBeVisible()
})

test('one row is replayed, and the list follows it until it is stored', async () => {
  let nodes = [deadLetter()]
  const server = createFakeServer({
    DeadLetters: () => ({ data: { deadLetters: page('DeadLetter', nodes) } }),
    DeadLettersReplay: () => {
      nodes = [deadLetter({ state: 'REPLAYING' })]
      return replayed(['d1'])
    },
  })
  renderApp('/settings/dead-letters', server)
  await userEvent.click(await screen.findByRole('button', { name: 'Replay TOO_LARGE, d1' }))
  expect(await screen.findByText('1 row was replayed.')).toBeVisible()
  expect(await screen.findByText('Replaying', { selector: 'span' })).toBeVisible()
  nodes = []
  expect(await screen.findByText('No dead letters')).toBeVisible()
})

test('selected rows are replayed together, and those that cannot be say why', async () => {
  const reason = 'This entry could not be read as rows; replaying it would not help.'
  const server = createFakeServer({
    ...letters(...two),
    DeadLettersReplay: () => replayed(['d1'], [userError('input.ids.1', reason)]),
  })
  renderApp('/settings/dead-letters', server)
  await userEvent.click(await screen.findByLabelText('Select all of these'))
  expect(screen.getByText('2 rows selected')).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Replay selected' }))
  expect(await screen.findByText('1 row was replayed.')).toBeVisible()
  const alert = screen.getByRole('alert')
  expect(alert).toHaveTextContent('The others were left as they are')
  expect(alert).toHaveTextContent(reason)
  expect(server.received.find(({ name }) => name === 'DeadLettersReplay')?.variables).toEqual({
    input: { ids: ['d1', 'd2'] },
  })
  expect(screen.queryByText('2 rows selected')).toBeNull()
})

test('rows are discarded once that is confirmed', async () => {
  let nodes = two
  const server = createFakeServer({
    DeadLetters: () => ({ data: { deadLetters: page('DeadLetter', nodes) } }),
    DeadLettersDiscard: () => {
      nodes = nodes.slice(1)
      return discarded(['d1'])
    },
  })
  renderApp('/settings/dead-letters', server)
  await userEvent.click(await screen.findByRole('button', { name: 'Discard TOO_LARGE, d1' }))
  const dialog = await screen.findByRole('dialog', { name: 'Discard 1 row?' })
  expect(server.received.map(({ name }) => name)).not.toContain('DeadLettersDiscard')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Discard' }))
  expect(await screen.findByText('1 row was discarded.')).toBeVisible()
  await waitFor(() => expect(screen.queryByText('The amount does not fit.')).toBeNull())
})

test('a lost answer changes nothing and says so', async () => {
  renderApp('/settings/dead-letters', createFakeServer(letters(deadLetter())))
  await userEvent.click(await screen.findByRole('button', { name: 'Replay TOO_LARGE, d1' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('The server cannot be reached')
})

test('an unreachable server is an error and not an empty list', async () => {
  renderApp('/settings/dead-letters', createFakeServer({}))
  expect(await screen.findByRole('alert')).toHaveTextContent('could not be loaded')
})
