// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { campaignList } from '../features/campaigns/fixtures'
import { createFakeBrowser, done, json } from '../test/fakeBrowser'
import { createFakeServer, unauthenticated, viewer } from '../test/fakeServer'
import { renderApp } from '../test/renderApp'

const asha = viewer({ id: 'user_1', label: 'Asha Rao' })
const server = () =>
  createFakeServer({ Viewer: () => ({ data: { viewer: asha } }), Campaigns: () => campaignList() })

async function signOutByKeyboard(): Promise<void> {
  const button = await screen.findByRole('button', { name: 'Sign out' })
  button.focus()
  await userEvent.keyboard('{Enter}')
}

test('shows who is signed in and signs out by keyboard', async () => {
  const browser = createFakeBrowser({ '/auth/logout': done })
  renderApp('/', server(), browser)
  await signOutByKeyboard()
  expect(screen.getByText('Asha Rao')).toBeVisible()
  expect(screen.getByText(/^Signed in as Asha Rao\./)).toBeVisible()
  await waitFor(() => expect(browser.left).toEqual(['/sign-in']))
})

test('who could not be signed out is told that they still are in', async () => {
  const browser = createFakeBrowser()
  renderApp('/', server(), browser)
  await signOutByKeyboard()
  const dialog = await screen.findByRole('dialog', { name: 'You are still signed in' })
  expect(dialog).toHaveTextContent('The server cannot be reached')
  expect(browser.left).toEqual([])
})

test('who was signed out already is led away all the same', async () => {
  const browser = createFakeBrowser({ '/auth/logout': json(401, unauthenticated) })
  renderApp('/', server(), browser)
  await signOutByKeyboard()
  await waitFor(() => expect(browser.left).toEqual(['/sign-in']))
  expect(screen.queryByRole('dialog')).toBeNull()
})
