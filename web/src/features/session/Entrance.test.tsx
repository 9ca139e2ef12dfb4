// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeBrowser, done, json } from '../../test/fakeBrowser'
import { createFakeServer, unauthenticated, viewer } from '../../test/fakeServer'
import { renderApp } from '../../test/renderApp'
import { campaign, campaignList } from '../campaigns/fixtures'

type Answers = Parameters<typeof createFakeServer>[0]

const options = { '/auth/options': json(200, { provider: null, localAdmin: true }) }
const running = { CampaignPage: () => ({ data: { campaign: campaign() } }) }
const signedOut = { Viewer: () => unauthenticated, CampaignUpdate: () => unauthenticated }
const signedIn = { Viewer: () => ({ data: { viewer: viewer() } }) }
const waiting = {
  Viewer: () => ({
    data: { viewer: viewer({ id: 'user_1', label: 'Asha Rao', permissions: [] }) },
  }),
}
const comeBack = () =>
  act(async () => {
    window.dispatchEvent(new Event('focus'))
  })

test.each(['/', '/campaigns/c1', '/nowhere?a=1'])(
  'a stranger at %s is led to the sign-in page',
  async (path) => {
    const server = createFakeServer({ Viewer: () => unauthenticated })
    const app = renderApp(path, server, createFakeBrowser(options))
    expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeVisible()
    const query = path === '/' ? '' : `?${new URLSearchParams({ return_to: path })}`
    expect(app.at()).toBe(`/sign-in${query}`)
    expect(server.received).toEqual([])
  },
)

test('a server that is away is not taken for being signed out', async () => {
  const answers: Answers = {
    Viewer: () => ({
      errors: [{ message: 'Try again in a moment.', extensions: { code: 'UNAVAILABLE' } }],
    }),
    Campaigns: () => campaignList(),
  }
  const app = renderApp('/campaigns', createFakeServer(answers))
  expect(await screen.findByRole('alert')).toHaveTextContent('Try again in a moment.')
  expect(app.at()).toBe('/campaigns')
  Object.assign(answers, signedIn)
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('No campaigns yet')).toBeVisible()
})

test('who is signed out in the middle of work keeps what they typed', async () => {
  const answers: Answers = { ...running }
  renderApp('/campaigns/c1', createFakeServer(answers))
  const field = await screen.findByLabelText('Messages per second')
  await userEvent.clear(field)
  await userEvent.type(field, '77')
  Object.assign(answers, signedOut)
  await userEvent.click(screen.getByRole('button', { name: 'Change rate' }))
  const dialog = await screen.findByRole('dialog', { name: 'You were signed out' })
  const link = within(dialog).getByRole('link', { name: 'Sign in again' })
  expect(link).toHaveAttribute('href', '/sign-in?return_to=%2Fcampaigns%2Fc1')
  expect(link).toHaveAttribute('target', '_blank')

  await comeBack()
  expect(screen.getByRole('dialog')).toBeVisible()
  Object.assign(answers, signedIn)
  await comeBack()
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(field).toHaveValue('77')
})

test('a socket closed for want of a session says so at once', async () => {
  const app = renderApp('/campaigns/c1', createFakeServer(running))
  await screen.findByText('45% done')
  act(() => app.session.end())
  expect(await screen.findByRole('dialog', { name: 'You were signed out' })).toBeVisible()
})

test('after signing in again the page asks for what it missed', async () => {
  const answers: Answers = { ...running }
  const server = createFakeServer(answers)
  const app = renderApp('/campaigns/c1', server)
  await screen.findByText('45% done')
  act(() => app.session.end())
  await screen.findByRole('dialog')
  Object.assign(answers, {
    CampaignPage: () => ({ data: { campaign: campaign({ status: 'COMPLETED', sequence: 12 }) } }),
  })
  await comeBack()
  expect(await screen.findByText('Completed')).toBeVisible()
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('when somebody else signs in, nothing of the one before is shown', async () => {
  const answers: Answers = { ...running }
  const browser = createFakeBrowser()
  const app = renderApp('/campaigns/c1', createFakeServer(answers), browser)
  await screen.findByText('45% done')
  act(() => app.session.end())
  Object.assign(answers, {
    Viewer: () => ({ data: { viewer: viewer({ id: 'user_2', label: 'Somebody else' }) } }),
  })
  await comeBack()
  await waitFor(() => expect(browser.left).toEqual(['/campaigns/c1']))
  expect(screen.queryByText('45% done')).toBeNull()
})

test('what one may do is asked again after a break', async () => {
  const answers: Answers = { ...running }
  const app = renderApp('/campaigns/c1', createFakeServer(answers))
  expect(await screen.findByRole('button', { name: 'Pause' })).toBeEnabled()
  Object.assign(answers, {
    Viewer: () => ({ data: { viewer: viewer({ permissions: ['READ'] }) } }),
  })
  app.setConnection('reconnecting')
  app.setConnection('live')
  await waitFor(() => expect(screen.getByRole('button', { name: 'Pause' })).toBeDisabled())
})

test('who waits is told whom to ask, and comes in once they are let in', async () => {
  const answers: Answers = { ...waiting, Campaigns: () => campaignList() }
  const server = createFakeServer(answers)
  renderApp('/campaigns', server)
  await screen.findByRole('heading', { name: 'An admin has to let you in' })
  expect(screen.getByText('Asha Rao')).toBeVisible()
  expect(server.received).toEqual([])
  Object.assign(answers, {
    Viewer: () => ({ data: { viewer: viewer({ id: 'user_1', label: 'Asha Rao' }) } }),
  })
  await userEvent.click(screen.getByRole('button', { name: 'Look again' }))
  expect(await screen.findByText('No campaigns yet')).toBeVisible()
})

test('the set-up code lets the first admin in', async () => {
  const answers: Answers = { ...waiting, Campaigns: () => campaignList() }
  const refused = { code: 'INVALID_CODE', message: 'This code is not, or no longer, of use.' }
  const steps = { '/auth/set-up': json(400, { error: refused }) }
  const browser = createFakeBrowser(steps)
  renderApp('/campaigns', createFakeServer(answers), browser)
  const field = await screen.findByLabelText('Set-up code')
  const button = screen.getByRole('button', { name: 'Become the first admin' })
  expect(button).toBeDisabled()
  await userEvent.type(field, ' setup_wrong ')
  await userEvent.click(button)
  expect(await screen.findByText(refused.message)).toBeVisible()
  expect(field).toBeInvalid()
  expect(field).toHaveValue(' setup_wrong ')

  steps['/auth/set-up'] = done
  Object.assign(answers, {
    Viewer: () => ({
      data: { viewer: viewer({ id: 'user_1', label: 'Asha Rao' }) },
    }),
  })
  await userEvent.click(button)
  expect(await screen.findByText('No campaigns yet')).toBeVisible()
  expect(browser.asked).toEqual([
    { path: '/auth/set-up', body: { code: 'setup_wrong' } },
    { path: '/auth/set-up', body: { code: 'setup_wrong' } },
  ])
})

test('who waits can sign out', async () => {
  const browser = createFakeBrowser({ '/auth/logout': done })
  renderApp('/campaigns', createFakeServer(waiting), browser)
  await userEvent.click(await screen.findByRole('button', { name: 'Sign out' }))
  await waitFor(() => expect(browser.left).toEqual(['/sign-in']))
})
