// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer } from '../../../test/fakeServer'
import { renderApp } from '../../../test/renderApp'
import { actorNames, auditEntry, page } from '../fixtures'

const log = (...nodes: object[]) => ({
  ...actorNames,
  AuditLog: () => ({ data: { auditLog: page('AuditEntry', nodes) } }),
})

test('an entry says who did what to what, when and from where', async () => {
  renderApp('/settings/audit', createFakeServer(log(auditEntry())))
  const row = (await screen.findByText('Win back')).closest('li')
  expect(row).toHaveTextContent('Anjali Rao launched the campaign Win back')
  expect(row).toHaveTextContent('21 Nov 2026, 14:00 IST · campaign.launch · from 203.0.113.7')
  expect(screen.getByRole('link', { name: 'Win back' })).toHaveAttribute('href', '/campaigns/c1')
})

test('the filters narrow what is asked for', async () => {
  const server = createFakeServer(log())
  renderApp('/settings/audit', server)
  expect(await screen.findByText('Nothing was done yet')).toBeVisible()
  await screen.findByRole('option', { name: 'Anjali Rao' })
  await userEvent.selectOptions(screen.getByLabelText('Who'), 'Anjali Rao')
  await userEvent.selectOptions(screen.getByLabelText('What'), 'People')
  fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-11-01' } })
  fireEvent.change(screen.getByLabelText('To'), { target: { value: '2026-11-02' } })
  await waitFor(() =>
    expect(server.received.findLast(({ name }) => name === 'AuditLog')?.variables).toEqual({
      filter: {
        actor: 'p1',
        action: 'person',
        from: '2026-10-31T18:30:00.000Z',
        to: '2026-11-02T18:30:00.000Z',
      },
      after: null,
    }),
  )
  expect(await screen.findByText('Nothing like that was done')).toBeVisible()
})

test('days the wrong way round are said to be, and not asked for', async () => {
  const server = createFakeServer(log())
  renderApp('/settings/audit', server)
  await screen.findByText('Nothing was done yet')
  fireEvent.change(screen.getByLabelText('To'), { target: { value: '2026-11-02' } })
  await screen.findByText('Nothing like that was done')
  const asked = server.received.length
  fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-11-03' } })
  expect(await screen.findByText('This is before the first day.')).toBeVisible()
  expect(server.received).toHaveLength(asked)
})

test('earlier entries are a press away', async () => {
  const earlier = auditEntry({
    id: 'a0',
    action: 'segment.create',
    subject: 's1',
    subjectLabel: 'VIPs',
  })
  const server = createFakeServer({
    ...actorNames,
    AuditLog: ({ after }) => ({
      data: {
        auditLog:
          after === 'next'
            ? page('AuditEntry', [earlier])
            : page('AuditEntry', [auditEntry()], 'next'),
      },
    }),
  })
  renderApp('/settings/audit', server)
  await userEvent.click(await screen.findByRole('button', { name: 'Show earlier entries' }))
  expect(await screen.findByRole('link', { name: 'VIPs' })).toHaveAttribute('href', '/segments/s1')
})
