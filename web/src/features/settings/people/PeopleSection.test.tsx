// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer, viewer } from '../../../test/fakeServer'
import { renderApp } from '../../../test/renderApp'
import { actorNames, invitation, page, person, userError } from '../fixtures'

const people = (nodes: object[] = [person()], invitations: object[] = [invitation]) => ({
  ...actorNames,
  People: () => ({ data: { people: page('Person', nodes) } }),
  Invitations: () => ({ data: { invitations } }),
})

const roleSet = (result: object | null, userErrors: object[] = []) => ({
  data: { personSetRole: { __typename: 'PersonSetRolePayload', person: result, userErrors } },
})

const roleOf = (name: string) => screen.findByRole('combobox', { name: `Role of ${name}` })

test('a role is given by choosing it', async () => {
  const server = createFakeServer({
    ...people(),
    PersonSetRole: () => roleSet(person({ role: 'MARKETER' })),
  })
  renderApp('/settings/people', server)
  expect(await screen.findByText(/anjali@example.com · last signed in 21 Nov 2026/)).toBeVisible()
  await userEvent.selectOptions(await roleOf('Anjali Rao'), 'Marketer')
  await waitFor(async () => expect(await roleOf('Anjali Rao')).toHaveValue('MARKETER'))
  expect(server.received.find(({ name }) => name === 'PersonSetRole')?.variables).toEqual({
    input: { id: 'p1', role: 'MARKETER' },
  })
})

test('somebody is shut out once that is confirmed', async () => {
  const server = createFakeServer({
    ...people(),
    PersonSetRole: () => roleSet(person({ role: null })),
  })
  renderApp('/settings/people', server)
  await userEvent.selectOptions(await roleOf('Anjali Rao'), 'Not let in')
  const dialog = await screen.findByRole('dialog', { name: 'Shut Anjali Rao out?' })
  await userEvent.click(within(dialog).getByRole('button', { name: 'Not now' }))
  expect(await roleOf('Anjali Rao')).toHaveValue('VIEWER')
  expect(server.received.map(({ name }) => name)).not.toContain('PersonSetRole')
  await userEvent.selectOptions(await roleOf('Anjali Rao'), 'Not let in')
  await userEvent.click(await screen.findByRole('button', { name: 'Shut out' }))
  await waitFor(async () => expect(await roleOf('Anjali Rao')).toHaveValue(''))
})

test('the last admin stays one, and it says why', async () => {
  const me = person({ role: 'ADMIN' })
  const reason = 'This is the last admin; make somebody else one first.'
  const server = createFakeServer({
    ...people([me]),
    Viewer: () => ({ data: { viewer: viewer({ id: 'p1' }) } }),
    PersonSetRole: () => roleSet(null, [userError('input.role', reason)]),
  })
  renderApp('/settings/people', server)
  expect(await screen.findByText('You')).toBeVisible()
  await userEvent.selectOptions(await roleOf('Anjali Rao'), 'Viewer')
  await userEvent.click(await screen.findByRole('button', { name: 'Change my role' }))
  expect(await screen.findByText(reason)).toBeVisible()
  expect(await roleOf('Anjali Rao')).toHaveValue('ADMIN')
})

test('somebody is invited, and is then among the invited', async () => {
  let invitations: object[] = []
  const server = createFakeServer({
    ...people(),
    Invitations: () => ({ data: { invitations } }),
    PersonInvite: () => {
      invitations = [invitation]
      return {
        data: {
          personInvite: { __typename: 'PersonInvitePayload', invitation, userErrors: [] },
        },
      }
    },
  })
  renderApp('/settings/people', server)
  expect(await screen.findByText(/Nobody is expected/)).toBeVisible()
  await userEvent.type(screen.getByLabelText('E-mail address'), 'mohit@example.com')
  await userEvent.selectOptions(screen.getByLabelText('Role'), 'Marketer')
  await userEvent.click(screen.getByRole('button', { name: 'Invite' }))
  expect(await screen.findByText('mohit@example.com is expected as Marketer.')).toBeVisible()
  expect(await screen.findByText('mohit@example.com')).toBeVisible()
  expect(await screen.findByText(/Marketer · invited .* by Local admin/)).toBeVisible()
  expect(screen.getByLabelText('E-mail address')).toHaveValue('')
})

test('an address that the server refuses stays in its field', async () => {
  const userErrors = [userError('input.email', 'This is not an e-mail address.')]
  const server = createFakeServer({
    ...people(),
    PersonInvite: () => ({
      data: {
        personInvite: { __typename: 'PersonInvitePayload', invitation: null, userErrors },
      },
    }),
  })
  renderApp('/settings/people', server)
  await userEvent.type(await screen.findByLabelText('E-mail address'), 'mohit')
  await userEvent.click(screen.getByRole('button', { name: 'Invite' }))
  expect(await screen.findByText('This is not an e-mail address.')).toBeVisible()
  expect(screen.getByLabelText('E-mail address')).toHaveValue('mohit')
})

test('an invitation is taken back', async () => {
  let invitations: object[] = [invitation]
  const server = createFakeServer({
    ...people(),
    Invitations: () => ({ data: { invitations } }),
    PersonUninvite: () => {
      invitations = []
      return {
        data: {
          personUninvite: {
            __typename: 'PersonUninvitePayload',
            email: 'mohit@example.com',
            userErrors: [],
          },
        },
      }
    },
  })
  renderApp('/settings/people', server)
  await userEvent.click(
    await screen.findByRole('button', { name: 'Take back the invitation of mohit@example.com' }),
  )
  expect(await screen.findByText(/Nobody is expected/)).toBeVisible()
})
