// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { createFakeServer, viewer } from '../../test/fakeServer'
import { holdBack } from '../../test/holdBack'
import { renderApp } from '../../test/renderApp'
import { payload, preview, ruleFields, segment, segmentList } from './fixtures'

const answers = {
  RuleFields: ruleFields,
  RulePreview: () => preview(1_234),
  Segments: () => segmentList(segment()),
  Segment: () => ({ data: { segment: segment() } }),
  SegmentNow: () => ({ data: { segment: segment() } }),
}

const userError = (path: string, message: string) => ({
  __typename: 'UserError',
  code: 'WRONG',
  path,
  message,
})

test('a changed rule is saved under its name, and nothing is left to save', async () => {
  const server = createFakeServer({
    ...answers,
    SegmentUpdate: ({ input }) =>
      payload({ segment: segment({ rule: (input as { rule: object }).rule }) }),
  })
  renderApp('/segments/segment_1', server)
  const user = userEvent.setup()
  const amount = await screen.findByLabelText('Value of condition 1.1')
  expect(amount).toHaveValue('₹10,000')
  expect(screen.getByRole('button', { name: 'Save' })).toHaveAttribute('aria-disabled', 'true')
  await user.clear(amount)
  await user.type(amount, '500.50')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() =>
    expect(screen.getByRole('button', { name: 'Save' })).toHaveAttribute('aria-disabled', 'true'),
  )
  const sent = server.received.find(({ name }) => name === 'SegmentUpdate')
  expect(sent?.variables['input']).toEqual({
    id: 'segment_1',
    rule: {
      any: [
        { all: [{ spend: { gt: '500.5' } }, { visits: { lt: 3 } }] },
        { lastOrderAt: { notWithinLast: { days: 90 } } },
      ],
    },
  })
  expect(screen.getByRole('link', { name: 'Use in a campaign' })).toHaveAttribute(
    'href',
    '/campaigns/new?segment=segment_1',
  )
})

/** What somebody else has made of it meanwhile. */
const theirs = segment({
  description: 'Who came back',
  rule: { all: [{ visits: { gt: 8 } }] },
  sentence: 'visited more than 8 times',
  updatedAt: '2026-11-22T09:00:00Z',
})

test('a segment that is opened again is asked for again, though the cache has it', async () => {
  let current = segment()
  const server = createFakeServer({
    ...answers,
    Segments: () => segmentList(current),
    Segment: () => ({ data: { segment: current } }),
  })
  renderApp('/segments/segment_1', server)
  const user = userEvent.setup()
  expect(await screen.findByLabelText('Value of condition 1.1')).toHaveValue('₹10,000')
  await user.click(screen.getByRole('link', { name: 'Segments' }))
  current = theirs
  await user.click(await screen.findByRole('link', { name: 'Win back' }))
  expect(await screen.findByLabelText('Value of condition 1')).toHaveValue('8')
})

test('what was changed meanwhile is not written over unless one says so', async () => {
  const server = createFakeServer({
    ...answers,
    SegmentNow: () => ({ data: { segment: theirs } }),
    SegmentUpdate: ({ input }) =>
      payload({ segment: { ...theirs, ...(input as object), updatedAt: '2026-11-22T09:05:00Z' } }),
  })
  renderApp('/segments/segment_1', server)
  const user = userEvent.setup()
  const name = await screen.findByLabelText(/^Name/)
  await user.type(name, '!')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  const notice = await screen.findByText(/visited more than 8 times/)
  expect(notice).toHaveTextContent('22 Nov 2026')
  expect(server.received.some(({ name: asked }) => asked === 'SegmentUpdate')).toBe(false)
  expect(name).toHaveValue('Win back!')
  const look = screen.getByRole('link', { name: 'Look at the newer one' })
  expect(look).toHaveAttribute('href', '/segments/segment_1')
  expect(look).toHaveAttribute('target', '_blank')
  await user.click(screen.getByRole('button', { name: 'Save mine over it' }))
  await waitFor(() => expect(notice).not.toBeInTheDocument())
  const sent = server.received.filter(({ name: asked }) => asked === 'SegmentUpdate')
  expect(sent.map(({ variables }) => variables['input'])).toEqual([
    { id: 'segment_1', name: 'Win back!' },
  ])
  // What was not changed here is now as it was saved there.
  expect(screen.getByLabelText('Value of condition 1')).toHaveValue('8')
  expect(screen.getByLabelText('What it is for')).toHaveValue('Who came back')
})

test('a segment that is gone while it is edited keeps what was typed on screen', async () => {
  const gone = 'There is no segment segment_1; it may have been deleted.'
  const server = createFakeServer({
    ...answers,
    SegmentNow: () => ({ data: { segment: null } }),
    SegmentUpdate: () => payload({ userErrors: [userError('input.id', gone)] }),
  })
  renderApp('/segments/segment_1', server)
  const user = userEvent.setup()
  await user.type(await screen.findByLabelText(/^Name/), '!')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText(gone)).toBeVisible()
  expect(screen.getByLabelText(/^Name/)).toHaveValue('Win back!')
})

test('where the answer to a save was lost, the next try finds its own work done', async () => {
  let current = segment()
  const server = createFakeServer({
    ...answers,
    SegmentNow: () => ({ data: { segment: current } }),
  })
  renderApp('/segments/segment_1', server)
  const user = userEvent.setup()
  await user.type(await screen.findByLabelText(/^Name/), '!')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText(/The server cannot be reached/)).toBeVisible()
  current = segment({ name: 'Win back!', updatedAt: '2026-11-22T09:00:00Z' })
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() =>
    expect(screen.getByRole('button', { name: 'Save' })).toHaveAttribute('aria-disabled', 'true'),
  )
  expect(screen.queryByText(/was changed after you opened it/)).not.toBeInTheDocument()
})

test('what is typed while a save is on its way stays, and stays to be saved', async () => {
  const server = createFakeServer({
    ...answers,
    SegmentUpdate: ({ input }) => payload({ segment: segment(input as object) }),
  })
  const held = holdBack(server, 'SegmentUpdate')
  renderApp('/segments/segment_1', held.server)
  const user = userEvent.setup()
  const name = await screen.findByLabelText(/^Name/)
  await user.type(name, '!')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(held.waiting()).toBe(true))
  await user.type(name, '?')
  await user.selectOptions(screen.getByLabelText('Field of condition 1.2'), 'orderCount')
  act(held.release)
  await waitFor(() =>
    expect(screen.getByRole('button', { name: 'Save' })).toHaveAttribute('aria-disabled', 'false'),
  )
  expect(await screen.findByRole('heading', { name: 'Win back!', level: 1 })).toBeVisible()
  expect(name).toHaveValue('Win back!?')
  expect(screen.getByLabelText('Field of condition 1.2')).toHaveValue('orderCount')
})

test('what the server refuses stands at the field and the condition it names', async () => {
  const server = createFakeServer({
    ...answers,
    SegmentUpdate: () =>
      payload({
        userErrors: [
          userError('input.name', 'Another segment has this name; choose another one.'),
          userError('input.rule.any.0.all.1.visits.lt', 'Counts begin at 0.'),
          userError('input.id', 'There is no segment segment_1; it may have been deleted.'),
        ],
      }),
  })
  renderApp('/segments/segment_1', server)
  const user = userEvent.setup()
  const name = await screen.findByLabelText(/^Name/)
  await user.type(name, ' now')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('Counts begin at 0.')).toBeVisible()
  expect(name).toHaveAccessibleDescription('Another segment has this name; choose another one.')
  expect(screen.getByText(/it may have been deleted/)).toBeVisible()
  expect(name).toHaveValue('Win back now')
  const problem = screen.getByText('Counts begin at 0.')
  const condition = screen.getByLabelText('Value of condition 1.2').closest('.rule')
  expect(condition).toContainElement(problem)
})

test('saving asks before it drops what is muted', async () => {
  const server = createFakeServer({
    ...answers,
    SegmentUpdate: ({ input }) =>
      payload({ segment: segment({ rule: (input as { rule: object }).rule }) }),
  })
  renderApp('/segments/segment_1', server)
  const user = userEvent.setup()
  await user.click(await screen.findByRole('button', { name: 'Mute group 1' }))
  await user.click(screen.getByRole('button', { name: 'Save' }))
  const dialog = await screen.findByRole('dialog', { name: 'Save without what is muted?' })
  expect(server.received.some(({ name }) => name === 'SegmentUpdate')).toBe(false)
  await user.click(within(dialog).getByRole('button', { name: 'Keep editing' }))
  const save = screen.getByRole('button', { name: 'Save' })
  await waitFor(() => expect(save).toHaveFocus())
  await user.click(save)
  await user.click(await screen.findByRole('button', { name: 'Save without it' }))
  await waitFor(() =>
    expect(server.received.find(({ name }) => name === 'SegmentUpdate')?.variables).toMatchObject({
      input: { rule: { any: [{ lastOrderAt: { notWithinLast: { days: 90 } } }] } },
    }),
  )
})

test('leaving with changes asks first, and keeps them where one stays', async () => {
  const { at } = renderApp('/segments/segment_1', createFakeServer(answers))
  const user = userEvent.setup()
  await user.type(await screen.findByLabelText(/^Name/), '!')
  await user.click(screen.getByRole('link', { name: 'Segments' }))
  const dialog = await screen.findByRole('dialog', { name: 'Leave without saving?' })
  await user.click(within(dialog).getByRole('button', { name: 'Keep editing' }))
  await waitFor(() => expect(screen.getByRole('link', { name: 'Segments' })).toHaveFocus())
  expect(screen.getByLabelText(/^Name/)).toHaveValue('Win back!')
  await user.click(screen.getByRole('link', { name: 'Segments' }))
  await user.click(await screen.findByRole('button', { name: 'Leave' }))
  await waitFor(() => expect(at()).toBe('/segments'))
})

test('deleting is confirmed, and a refusal says who uses it', async () => {
  const refusal = 'The draft campaign "Diwali" (campaign_9) is for this segment; change it first.'
  let userErrors: object[] = [userError('input.id', refusal)]
  const server = createFakeServer({
    ...answers,
    SegmentDelete: () => ({
      data: {
        segmentDelete: {
          __typename: 'SegmentDeletePayload',
          deletedId: userErrors.length > 0 ? null : 'segment_1',
          userErrors,
        },
      },
    }),
  })
  const { at } = renderApp('/segments/segment_1', server)
  const user = userEvent.setup()
  await user.click(await screen.findByRole('button', { name: 'Delete' }))
  const dialog = await screen.findByRole('dialog', { name: 'Delete “Win back”?' })
  await waitFor(() => expect(within(dialog).getByRole('button', { name: 'Not now' })).toHaveFocus())
  await user.click(within(dialog).getByRole('button', { name: 'Delete' }))
  expect(await within(dialog).findByText(refusal)).toBeVisible()
  userErrors = []
  await user.click(within(dialog).getByRole('button', { name: 'Delete' }))
  await waitFor(() => expect(at()).toBe('/segments'))
})

test('a segment that others are built on names them instead', async () => {
  const usedBy = [{ __typename: 'SegmentName', id: 'segment_2', name: 'Diwali audience' }]
  const server = createFakeServer({
    ...answers,
    Segment: () => ({ data: { segment: segment({ usedBy }) } }),
  })
  renderApp('/segments/segment_1', server)
  const user = userEvent.setup()
  await user.click(await screen.findByRole('button', { name: 'Delete' }))
  const dialog = await screen.findByRole('dialog', { name: 'Delete “Win back”?' })
  expect(within(dialog).getByRole('link', { name: 'Diwali audience' })).toBeVisible()
  expect(within(dialog).queryByRole('button', { name: 'Delete' })).not.toBeInTheDocument()
})

test('who may look alone sees the count and nothing to save with', async () => {
  const server = createFakeServer({
    ...answers,
    Viewer: () => ({ data: { viewer: viewer({ permissions: ['READ'] }) } }),
  })
  renderApp('/segments/segment_1', server)
  expect(await screen.findByTestId('total')).toHaveTextContent('1,234')
  expect(screen.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument()
  expect(screen.queryByRole('button', { name: 'Delete' })).not.toBeInTheDocument()
  expect(screen.getByLabelText('Name')).toHaveAttribute('readonly')
  expect(screen.getByLabelText('What it is for')).toHaveAttribute('readonly')
})

test('who may look alone tries rules, and is not held back for what they cannot save', async () => {
  const server = createFakeServer({
    ...answers,
    Viewer: () => ({ data: { viewer: viewer({ permissions: ['READ'] }) } }),
  })
  const { at } = renderApp('/segments/new', server)
  const user = userEvent.setup()
  await user.type(await screen.findByLabelText('Value of condition 1'), '500')
  expect(screen.queryByLabelText(/^Name/)).not.toBeInTheDocument()
  await user.click(screen.getByRole('link', { name: 'Segments' }))
  await waitFor(() => expect(at()).toBe('/segments'))
})

test('a changed rule is taken into a campaign without asking, and an unsaved name is not', async () => {
  const { at } = renderApp('/segments/segment_1', createFakeServer(answers))
  const user = userEvent.setup()
  await user.selectOptions(await screen.findByLabelText('How the rule combines'), 'and')
  const name = screen.getByLabelText(/^Name/)
  await user.type(name, '!')
  await user.click(screen.getByRole('link', { name: 'Use in a campaign' }))
  await user.click(await screen.findByRole('button', { name: 'Keep editing' }))
  await user.type(name, '{Backspace}')
  await user.click(screen.getByRole('link', { name: 'Use in a campaign' }))
  await waitFor(() => expect(at()).toContain('/campaigns/new?rule='))
})

test('the link that is copied is of the rule as it stands, whatever the address says yet', async () => {
  const { at } = renderApp('/segments/segment_1', createFakeServer(answers))
  const user = userEvent.setup()
  await user.selectOptions(await screen.findByLabelText('How the rule combines'), 'and')
  expect(at()).toBe('/segments/segment_1')
  await user.click(screen.getByRole('button', { name: 'Copy link' }))
  const copied = new URL(await navigator.clipboard.readText())
  expect(copied.pathname).toBe('/segments/segment_1')
  expect(copied.searchParams.get('rule')).toMatch(/all.*spend.*visits.*lastOrderAt/)
})

test('where the browser does not copy, the link is shown to be copied by hand', async () => {
  renderApp('/segments/segment_1', createFakeServer(answers))
  const user = userEvent.setup()
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('Not allowed'))
  await user.click(await screen.findByRole('button', { name: 'Copy link' }))
  const link = await screen.findByLabelText('Link')
  expect(link).toHaveAccessibleDescription(/does not let us copy/)
  expect(link).toHaveValue('http://localhost:3000/segments/segment_1')
})

test('an id that names no segment is said to name none', async () => {
  const server = createFakeServer({ ...answers, Segment: () => ({ data: { segment: null } }) })
  renderApp('/segments/segment_9', server)
  expect(await screen.findByText('There is no such segment')).toBeVisible()
})
