// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { createFakeBrowser } from './test/fakeBrowser'
import { createFakeServer } from './test/fakeServer'
import { renderApp } from './test/renderApp'

// As a file that is not there: what is asked for does not come.
vi.mock('./features/segments/SegmentsPage', () => {
  throw new TypeError('Failed to fetch dynamically imported module')
})

beforeEach(() => sessionStorage.clear())

test('a page whose code does not come is opened anew once the server is reached', async () => {
  const browser = createFakeBrowser()
  const { setConnection } = renderApp('/segments', createFakeServer({}), browser)
  const alert = await screen.findByRole('alert')
  expect(alert).toHaveTextContent('This page could not be loaded')
  await waitFor(() => expect(alert).toHaveTextContent('The server cannot be reached.'))
  expect(screen.getByText('Reconnecting')).toBeVisible()
  expect(browser.left).toEqual([])
  setConnection('idle')
  expect(browser.left).toEqual(['/segments'])
})

test('a page whose code does not come anew either is not opened for ever', async () => {
  const browser = createFakeBrowser()
  const first = renderApp('/segments', createFakeServer({}), browser)
  await screen.findByText('This page could not be loaded')
  first.setConnection('idle')
  expect(browser.left).toEqual(['/segments'])
  document.body.replaceChildren()
  const again = renderApp('/segments', createFakeServer({}), browser)
  await screen.findByText('This page could not be loaded')
  again.setConnection('idle')
  expect(browser.left).toEqual(['/segments'])
  expect(screen.getByRole('button', { name: 'Open it again' })).toBeEnabled()
})
