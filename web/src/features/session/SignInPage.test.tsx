// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeBrowser, done, json } from '../../test/fakeBrowser'
import { createFakeServer } from '../../test/fakeServer'
import { renderApp } from '../../test/renderApp'
import { describeSignInProblem } from './signInProblems'

const stranger = createFakeServer({})
const google = { provider: 'https://accounts.google.com', localAdmin: false }
const atThisMachine = { provider: null, localAdmin: true }

test('offers Google by its name and leads back to where one wanted to go', async () => {
  const browser = createFakeBrowser({ '/auth/options': json(200, google) })
  renderApp('/sign-in?return_to=%2Fcampaigns%2Fc1', stranger, browser)
  expect(await screen.findByRole('link', { name: 'Sign in with Google' })).toHaveAttribute(
    'href',
    '/auth/login?return_to=%2Fcampaigns%2Fc1',
  )
  expect(screen.queryByRole('button', { name: 'Continue as local admin' })).toBeNull()
  expect(document.title).toBe('Sign in · Xeno')
})

test('offers another provider by its host', async () => {
  const provider = 'https://id.example.com:8443/realms/brand'
  const browser = createFakeBrowser({
    '/auth/options': json(200, { provider, localAdmin: false }),
  })
  renderApp('/sign-in', stranger, browser)
  expect(
    await screen.findByRole('link', { name: 'Sign in with id.example.com:8443' }),
  ).toHaveAttribute('href', '/auth/login?return_to=%2F')
})

test('the local admin goes on to where they wanted to go', async () => {
  const browser = createFakeBrowser({
    '/auth/options': json(200, atThisMachine),
    '/auth/local': done,
  })
  renderApp('/sign-in?return_to=%2Fplayground%3Fexample%3Dviewer', stranger, browser)
  await userEvent.click(await screen.findByRole('button', { name: 'Continue as local admin' }))
  await waitFor(() => expect(browser.left).toEqual(['/playground?example=viewer']))
})

test('nobody is led to another site', async () => {
  const browser = createFakeBrowser({
    '/auth/options': json(200, atThisMachine),
    '/auth/local': done,
  })
  renderApp('/sign-in?return_to=%2F%2Fevil.example', stranger, browser)
  await userEvent.click(await screen.findByRole('button', { name: 'Continue as local admin' }))
  await waitFor(() => expect(browser.left).toEqual(['/']))
})

test('a refused local admin reads why and may try again', async () => {
  const error = { code: 'FORBIDDEN', message: 'This request came through a proxy.' }
  const browser = createFakeBrowser({
    '/auth/options': json(200, atThisMachine),
    '/auth/local': json(403, { error }),
  })
  renderApp('/sign-in', stranger, browser)
  const button = await screen.findByRole('button', { name: 'Continue as local admin' })
  await userEvent.click(button)
  expect(await screen.findByRole('alert')).toHaveTextContent(error.message)
  expect(button).toBeEnabled()
  expect(browser.left).toEqual([])
})

test('where nobody can sign in, it says what the operator has to set', async () => {
  const browser = createFakeBrowser({
    '/auth/options': json(200, { provider: null, localAdmin: false }),
  })
  renderApp('/sign-in', stranger, browser)
  expect(await screen.findByText('OIDC_CLIENT_ID')).toBeVisible()
  expect(screen.getByText('OIDC_CLIENT_SECRET')).toBeVisible()
})

test('a server that does not answer is asked again', async () => {
  const answers: Parameters<typeof createFakeBrowser>[0] = {}
  renderApp('/sign-in', stranger, createFakeBrowser(answers))
  expect(await screen.findByRole('alert')).toHaveTextContent('The server cannot be reached')
  Object.assign(answers, { '/auth/options': json(200, google) })
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByRole('link', { name: 'Sign in with Google' })).toBeVisible()
})

test('what went wrong at the provider is said in words', async () => {
  const browser = createFakeBrowser({ '/auth/options': json(200, google) })
  renderApp('/sign-in?problem=DENIED', stranger, browser)
  expect(await screen.findByRole('alert')).toHaveTextContent('Google did not let you through')
})

test('each problem has words of its own', () => {
  const codes = [
    'PROVIDER_AWAY',
    'SIGN_IN_EXPIRED',
    'OTHER_BROWSER',
    'DENIED',
    'NOT_BELIEVED',
    'UNAVAILABLE',
    'SOMETHING_NEW',
  ]
  const said = codes.map((code) => describeSignInProblem(code, 'Google'))
  expect(new Set(said).size).toBe(codes.length)
})
