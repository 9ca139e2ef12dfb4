// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer } from '../../../test/fakeServer'
import { renderApp } from '../../../test/renderApp'
import { actorNames, apiKey, page, userError } from '../fixtures'

const keys = (...nodes: object[]) => ({
  ...actorNames,
  ApiKeys: () => ({ data: { apiKeys: page('ApiKey', nodes) } }),
})

const payload = (fields: object) => ({
  data: {
    apiKeyCreate: {
      __typename: 'ApiKeyCreatePayload',
      apiKey: null,
      secret: null,
      userErrors: [],
      ...fields,
    },
  },
})

async function fillIn(name: string): Promise<void> {
  await userEvent.click(await screen.findByRole('button', { name: 'Create a key' }))
  await userEvent.type(await screen.findByLabelText('Name'), name)
}

test('a key is listed with what it is for, who made it and when it was of use', async () => {
  renderApp('/settings/keys', createFakeServer(keys(apiKey())))
  const row = (await screen.findByText('Nightly import')).closest('li')
  expect(row).toHaveTextContent('xeno_Ab3x…')
  expect(row).toHaveTextContent('Load data')
  await waitFor(() =>
    expect(row).toHaveTextContent(
      'Last used 21 Nov 2026, 14:00 IST · created 1 Nov 2026, 14:00 IST by Anjali Rao · ends never',
    ),
  )
})

test('a new key is shown once, can be copied, and is then in the list', async () => {
  const made = apiKey({ id: 'k2', name: 'Warehouse' })
  let list = [apiKey()]
  const server = createFakeServer({
    ...actorNames,
    ApiKeys: () => ({ data: { apiKeys: page('ApiKey', list) } }),
    ApiKeyCreate: () => {
      list = [made, ...list]
      return payload({ apiKey: made, secret: 'xeno_secret' })
    },
  })
  const user = userEvent.setup()
  renderApp('/settings/keys', server)
  await fillIn('Warehouse')
  await user.click(screen.getByLabelText('Load data'))
  await user.click(screen.getByLabelText('Read'))
  await user.type(screen.getByLabelText('Last day'), '2027-03-31')
  await user.click(screen.getByRole('button', { name: 'Create the key' }))
  expect(await screen.findByLabelText('API key')).toHaveValue('xeno_secret')
  expect(server.received.find(({ name }) => name === 'ApiKeyCreate')?.variables).toEqual({
    input: {
      name: 'Warehouse',
      scopes: ['INGEST', 'READ'],
      // Midnight in India after the last day.
      expiresAt: '2027-03-31T18:30:00.000Z',
    },
  })
  await user.click(screen.getByRole('button', { name: 'Copy' }))
  expect(await navigator.clipboard.readText()).toBe('xeno_secret')
  await user.click(screen.getByRole('button', { name: 'I have it' }))
  expect(await screen.findByText('Warehouse')).toBeVisible()
  expect(screen.queryByDisplayValue('xeno_secret')).toBeNull()
})

test('what the server refuses stands at its field, and nothing typed is lost', async () => {
  const refusal = userError('input.scopes', 'Give the key at least one scope.')
  const server = createFakeServer({
    ...keys(),
    ApiKeyCreate: () => payload({ userErrors: [refusal] }),
  })
  renderApp('/settings/keys', server)
  await fillIn('Warehouse')
  await userEvent.click(screen.getByRole('button', { name: 'Create the key' }))
  expect(await screen.findByText('Give the key at least one scope.')).toBeVisible()
  expect(screen.getByLabelText('Name')).toHaveValue('Warehouse')
})

test('a lost answer is said, and nothing typed is lost', async () => {
  renderApp('/settings/keys', createFakeServer(keys()))
  await fillIn('Warehouse')
  await userEvent.click(screen.getByRole('button', { name: 'Create the key' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('The server cannot be reached')
  expect(screen.getByLabelText('Name')).toHaveValue('Warehouse')
})

test('a key is revoked once that is confirmed', async () => {
  const revoked = apiKey({ revokedAt: '2026-11-22T08:30:00Z' })
  const server = createFakeServer({
    ...keys(apiKey()),
    ApiKeyRevoke: () => ({
      data: {
        apiKeyRevoke: { __typename: 'ApiKeyRevokePayload', apiKey: revoked, userErrors: [] },
      },
    }),
  })
  renderApp('/settings/keys', server)
  await userEvent.click(await screen.findByRole('button', { name: 'Revoke Nightly import' }))
  const dialog = await screen.findByRole('dialog', { name: 'Revoke Nightly import?' })
  expect(server.received.map(({ name }) => name)).not.toContain('ApiKeyRevoke')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Revoke' }))
  expect(await screen.findByText('Revoked')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Revoke Nightly import' })).toBeNull()
})

test('a list without keys says what keys are for', async () => {
  renderApp('/settings/keys', createFakeServer(keys()))
  expect(await screen.findByText('No keys yet')).toBeVisible()
})

test('older keys are a press away', async () => {
  const older = apiKey({ id: 'k0', name: 'Oldest' })
  const server = createFakeServer({
    ...actorNames,
    ApiKeys: ({ after }) => ({
      data: {
        apiKeys: after === 'next' ? page('ApiKey', [older]) : page('ApiKey', [apiKey()], 'next'),
      },
    }),
  })
  renderApp('/settings/keys', server)
  await userEvent.click(await screen.findByRole('button', { name: 'Show older keys' }))
  expect(await screen.findByText('Oldest')).toBeVisible()
})
