// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer } from '../../test/fakeServer'
import { renderApp } from '../../test/renderApp'
import { answers, named, preview, toEveryone, write } from './fixtures'

test('shows the message for one person after the other, with its length', async () => {
  const server = createFakeServer(answers)
  renderApp(toEveryone, server)
  await write('Diwali', 'Hi {{ first_name }}')
  const panel = screen.getByRole('region', { name: 'Preview' })
  expect(await within(panel).findByText('Hi Asha')).toBeVisible()
  expect(within(panel).getByText('7 of 160 places · sent as 1 SMS.')).toBeVisible()
  expect(within(panel).getByText('1 of 2')).toBeVisible()
  await userEvent.click(within(panel).getByRole('button', { name: 'The next person' }))
  expect(within(panel).getByText('Ravi')).toBeVisible()
  expect(within(panel).getByText(/Would get nothing/)).toBeVisible()
  expect(named(server, 'MessagePreview').at(-1)).toEqual({
    message: 'Hi {{ first_name }}',
    rule: { everyone: true },
    channel: 'SMS',
  })
})

test('one burst of typing is one question', async () => {
  const server = createFakeServer(answers)
  renderApp(toEveryone, server)
  const field = await screen.findByLabelText('Message')
  for (const value of ['H', 'He', 'Hel', 'Hell', 'Hello'])
    fireEvent.change(field, { target: { value } })
  await screen.findByText('Hi Asha')
  expect(named(server, 'MessagePreview')).toEqual([
    { message: 'Hello', rule: { everyone: true }, channel: 'SMS' },
  ])
})

test('who would be left out is counted before the launch', async () => {
  const lacking = preview({ missingCount: 30, tooLongCount: 2 })
  renderApp(
    toEveryone,
    createFakeServer({ ...answers, MessagePreview: () => ({ data: { messagePreview: lacking } }) }),
  )
  await write('Diwali', 'Hi {{ city }}')
  const summary = await screen.findByRole('status', { name: 'Who gets it' })
  expect(summary).toHaveTextContent('1,000 of 1,200 can be reached')
  expect(summary).toHaveTextContent('30 would be left out: a value')
  expect(summary).toHaveTextContent('2 would be left out: their message would be longer')
  await userEvent.click(screen.getByRole('button', { name: 'Launch…' }))
  const dialog = await screen.findByRole('dialog')
  await within(dialog).findByText('Audience')
  expect(dialog).toHaveTextContent('Left out232Will get it968')
})

test('where only some were looked at the numbers are bounds', async () => {
  const partly = preview({ checkedCount: 500, missingCount: 30 })
  renderApp(
    toEveryone,
    createFakeServer({ ...answers, MessagePreview: () => ({ data: { messagePreview: partly } }) }),
  )
  await write('Diwali', 'Hi')
  await screen.findByText(/^30 of the 500 looked at would be left out/)
  await userEvent.click(screen.getByRole('button', { name: 'Launch…' }))
  const dialog = await screen.findByRole('dialog')
  await within(dialog).findByText('Audience')
  expect(dialog).toHaveTextContent('Left outat least 230Will get itat most 970')
})

test('a message for nobody cannot be launched', async () => {
  const nobody = preview({ reachable: 0, checkedCount: 0, samples: [] })
  renderApp(
    toEveryone,
    createFakeServer({ ...answers, MessagePreview: () => ({ data: { messagePreview: nobody } }) }),
  )
  await write('Diwali', 'Hi')
  expect(await screen.findByText(/^Nobody in this audience can be reached/)).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Launch…' }))
  const dialog = await screen.findByRole('dialog')
  await within(dialog).findByText(/^Nobody would get this message/)
  expect(within(dialog).getByRole('button', { name: 'Launch' })).toBeDisabled()
})

test('a mistake in the message is said at the message', async () => {
  const mistake = {
    __typename: 'UserError',
    code: 'UNKNOWN_VARIABLE',
    message: 'There is no variable "nam".',
    path: 'message',
  }
  const wrong = preview({ userErrors: [mistake], samples: [] })
  renderApp(
    toEveryone,
    createFakeServer({ ...answers, MessagePreview: () => ({ data: { messagePreview: wrong } }) }),
  )
  await write('Diwali', 'Hi {{ nam }}')
  const field = screen.getByLabelText('Message')
  await waitFor(() => expect(field).toHaveAccessibleDescription(/There is no variable "nam"\./))
  await userEvent.click(screen.getByRole('button', { name: 'Launch…' }))
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('a mistake made just before the launch stops at its question', async () => {
  const mistake = {
    __typename: 'UserError',
    code: 'UNKNOWN_VARIABLE',
    message: 'There is no variable "nam".',
    path: 'message',
  }
  const nothing = { audience: 0, reachable: 0, checkedCount: 0, samples: [] }
  const wrong = preview({ ...nothing, userErrors: [mistake] })
  renderApp(
    toEveryone,
    createFakeServer({ ...answers, MessagePreview: () => ({ data: { messagePreview: wrong } }) }),
  )
  fireEvent.change(await screen.findByLabelText('Name'), { target: { value: 'Diwali' } })
  fireEvent.change(screen.getByLabelText('Message'), { target: { value: '{{ nam }}' } })
  fireEvent.click(screen.getByRole('button', { name: 'Launch…' }))
  const dialog = await screen.findByRole('dialog')
  expect(await within(dialog).findByRole('alert')).toHaveTextContent('There is no variable "nam".')
  expect(within(dialog).getByRole('button', { name: 'Launch' })).toBeDisabled()
})
