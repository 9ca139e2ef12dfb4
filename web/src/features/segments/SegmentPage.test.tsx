// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer, viewer } from '../../test/fakeServer'
import { renderApp } from '../../test/renderApp'
import { preview, ruleFields, segment, segmentList } from './fixtures'

const answers = {
  RuleFields: ruleFields,
  RulePreview: () => preview(1_234),
  Segments: () => segmentList(segment()),
  Segment: () => ({ data: { segment: segment() } }),
}

const payload = (fields: object) => ({
  data: {
    result: { __typename: 'SegmentPayload', segment: null, userErrors: [], ...fields },
  },
})

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
  expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled()
  await user.clear(amount)
  await user.type(amount, '500.50')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled())
  const sent = server.received.find(({ name }) => name === 'SegmentUpdate')
  expect(sent?.variables['input']).toEqual({
    id: 'segment_1',
    name: 'Win back',
    description: 'Who went away',
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
  await user.click(within(dialog).getByRole('button', { name: 'Save without it' }))
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
})

test('an id that names no segment is said to name none', async () => {
  const server = createFakeServer({ ...answers, Segment: () => ({ data: { segment: null } }) })
  renderApp('/segments/segment_9', server)
  expect(await screen.findByText('There is no such segment')).toBeVisible()
})
