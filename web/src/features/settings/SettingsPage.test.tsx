// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { createFakeServer, viewer } from '../../test/fakeServer'
import { renderApp } from '../../test/renderApp'
import { emptySettings } from './fixtures'

const as = (...permissions: ReturnType<typeof viewer>['permissions']) =>
  createFakeServer({
    ...emptySettings,
    Viewer: () => ({ data: { viewer: viewer({ permissions: permissions as never }) } }),
  })

const links = () =>
  within(screen.getByRole('navigation', { name: 'Settings' }))
    .getAllByRole('link')
    .map((link) => link.textContent)

test('an admin has every section, each with its address', async () => {
  renderApp('/settings', createFakeServer(emptySettings))
  expect(await screen.findByRole('heading', { name: 'API keys' })).toBeVisible()
  expect(links()).toEqual(['API keys', 'People', 'Audit log', 'Dead letters', 'Assistant'])
  expect(screen.getByRole('link', { name: 'Audit log' })).toHaveAttribute('href', '/settings/audit')
  expect(document.title).toBe('API keys · Settings · Xeno')
})

test('a marketer sees the dead letters and reads who has the rest', async () => {
  renderApp('/settings', as('READ', 'INGEST', 'CAMPAIGNS'))
  expect(await screen.findByRole('heading', { name: 'Dead letters' })).toBeVisible()
  expect(screen.getByText(/The audit log is for admins to read/)).toBeVisible()
  expect(screen.queryByRole('link', { name: 'API keys' })).toBeNull()
})

test('an address of a section that one may not see says why', async () => {
  const server = as('READ', 'INGEST')
  renderApp('/settings/keys', server)
  expect(await screen.findByText(/API keys are for admins to make and revoke/)).toBeVisible()
  expect(server.received).toEqual([])
})

test('a viewer reads what the assistant was asked', async () => {
  renderApp('/settings', as('READ'))
  expect(await screen.findByRole('heading', { name: 'Assistant' })).toBeVisible()
  expect(screen.queryByRole('navigation', { name: 'Settings' })).toBeNull()
})

test('who may not even look has nothing to set', async () => {
  renderApp('/settings', as('RECEIPTS'))
  expect(await screen.findByText('There is nothing here for you to set')).toBeVisible()
})

test('an unknown section is said to be unknown', async () => {
  renderApp('/settings/colours', createFakeServer(emptySettings))
  expect(await screen.findByText('There is no such page')).toBeVisible()
})
