// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { createFakeServer, viewer } from '../../../test/fakeServer'
import { holdBack } from '../../../test/holdBack'
import { renderApp } from '../../../test/renderApp'
import { preview, ruleFields, segment } from '../fixtures'
// Loaded with the file, and not within the time of its first test.
import '../SegmentRoute'
import './LookalikePanel'

function lookalike(fields: object = {}) {
  return {
    data: {
      lookalikePreview: {
        __typename: 'LookalikePreview',
        seedCount: 1_234,
        count: 1_000,
        enough: true,
        reason:
          '246 customers of the seed were kept back, and 180 of them are among the 1,000 picked out of 20,000: ' +
          '14.6 times as many as picking at random finds. The seed is itself drawn by the number of orders.',
        features: [
          {
            __typename: 'LookalikeFeature',
            name: 'orderCount',
            label: 'Number of orders',
            weight: 0.62,
            seed: 7.25,
            everyone: 1.5,
          },
          {
            __typename: 'LookalikeFeature',
            name: 'spend',
            label: 'Total spend',
            weight: 0.38,
            seed: 12_345.67,
            everyone: 400,
          },
        ],
        sample: [
          {
            __typename: 'LookalikeMember',
            similarity: 0.973,
            customer: {
              __typename: 'Customer',
              id: 'k7',
              externalId: 'C-7',
              name: 'Bala',
              city: 'Pune',
            },
          },
        ],
        ...fields,
      },
    },
  }
}

const sized = (count: number) => ({
  data: { segmentPreview: { __typename: 'SegmentPreview', count } },
})

const payload = (fields: object) => ({
  data: {
    segmentCreateLookalike: {
      __typename: 'SegmentPayload',
      segment: null,
      userErrors: [],
      ...fields,
    },
  },
})

const answers = {
  RuleFields: ruleFields,
  RulePreview: () => preview(1_234),
  Segment: () => ({ data: { segment: segment() } }),
  Lookalike: () => lookalike(),
  SizeOfSeed: () => sized(1_234),
  SegmentCreateLookalike: () =>
    payload({ segment: segment({ id: 'segment_9', name: 'Like Win back' }) }),
  SegmentDelete: () => ({
    data: {
      segmentDelete: {
        __typename: 'SegmentDeletePayload',
        deletedId: 'segment_9',
        userErrors: [],
      },
    },
  }),
}

afterEach(() => vi.useRealTimers())

const sent = (server: ReturnType<typeof createFakeServer>, wanted: string) =>
  server.received.filter(({ name }) => name === wanted).map(({ variables }) => variables)

async function open(): Promise<HTMLElement> {
  await userEvent.click(await screen.findByRole('button', { name: 'Find a lookalike audience' }))
  return screen.findByRole('group', { name: 'The suggested audience' })
}

test('shows who is alike, by what, how well that works, and some of them', async () => {
  const server = createFakeServer(answers)
  renderApp('/segments/segment_1', server)
  const found = await open()
  expect(found).toHaveTextContent('1,000 customers behave most like the 1,234 of this segment')
  expect(within(found).getByRole('row', { name: /^Number of orders/ })).toHaveTextContent(
    'Number of orders62%7.31.5',
  )
  expect(within(found).getByRole('row', { name: /^Total spend/ })).toHaveTextContent(
    'Total spend38%₹12,346₹400',
  )
  expect(found).toHaveTextContent(
    '14.6 times as many as picking at random finds. The seed is itself',
  )
  expect(within(found).getByRole('link', { name: 'Bala' })).toHaveAttribute('href', '/customers/k7')
  expect(found).toHaveTextContent('97.3% alike')
  expect(found).toHaveTextContent('Suggested by Xeno’s own rules.')
  expect(sent(server, 'Lookalike')).toEqual([{ segmentId: 'segment_1', size: 1_000 }])
})

test('it begins with about as many people as the segment has', async () => {
  const server = createFakeServer({ ...answers, SizeOfSeed: () => sized(87) })
  renderApp('/segments/segment_1', server)
  await open()
  expect(sent(server, 'SizeOfSeed')).toEqual([{ rule: { segment: 'segment_1' } }])
  expect(sent(server, 'Lookalike')).toEqual([{ segmentId: 'segment_1', size: 100 }])
})

test('the size is chosen by keys, and asked for once', async () => {
  const server = createFakeServer(answers)
  renderApp('/segments/segment_1', server)
  await open()
  screen.getByRole('slider', { name: 'How many people' }).focus()
  await userEvent.keyboard('{ArrowRight}{ArrowRight}')
  expect(screen.getByLabelText('People')).toHaveValue('5,000')
  await waitFor(() =>
    expect(sent(server, 'Lookalike')).toEqual([
      { segmentId: 'segment_1', size: 1_000 },
      { segmentId: 'segment_1', size: 5_000 },
    ]),
  )
  await userEvent.click(screen.getByLabelText('How much alike'))
  await waitFor(() =>
    expect(sent(server, 'Lookalike').at(-1)).toEqual({
      segmentId: 'segment_1',
      minimumSimilarity: 0.8,
    }),
  )
})

test('it is saved as a segment by one press, and taken back by another', async () => {
  const server = createFakeServer(answers)
  renderApp('/segments/segment_1', server)
  const found = await open()
  expect(within(found).getByLabelText('Name of the new segment')).toHaveValue('Like Win back')
  await userEvent.click(within(found).getByRole('button', { name: 'Save as a segment' }))
  expect(await within(found).findByRole('link', { name: 'Like Win back' })).toHaveAttribute(
    'href',
    '/segments/segment_9',
  )
  expect(within(found).getByRole('status', { name: 'The new segment' })).toHaveFocus()
  expect(sent(server, 'SegmentCreateLookalike')).toEqual([
    { input: { name: 'Like Win back', segmentId: 'segment_1', size: 1_000 } },
  ])
  await userEvent.click(within(found).getByRole('button', { name: 'Undo' }))
  expect(await within(found).findByRole('button', { name: 'Save as a segment' })).toHaveFocus()
  expect(sent(server, 'SegmentDelete')).toEqual([{ input: { id: 'segment_9' } }])
})

test('a refused name stays in its field, beside the reason', async () => {
  const taken = {
    __typename: 'UserError',
    code: 'TAKEN',
    message: 'Another segment has this name; choose another one.',
    path: 'input.name',
  }
  const server = createFakeServer({
    ...answers,
    SegmentCreateLookalike: () => payload({ userErrors: [taken] }),
  })
  renderApp('/segments/segment_1', server)
  const found = await open()
  await userEvent.click(within(found).getByRole('button', { name: 'Save as a segment' }))
  const name = within(found).getByLabelText('Name of the new segment')
  await waitFor(() => expect(name).toHaveAccessibleDescription(/Another segment has this name/))
  expect(name).toHaveValue('Like Win back')
})

test('a segment that is too small is a calm answer', async () => {
  const small = {
    enough: false,
    count: 0,
    reason: 'It has 4 customers; at least 20 are needed.',
    features: [],
    sample: [],
  }
  renderApp(
    '/segments/segment_1',
    createFakeServer({ ...answers, Lookalike: () => lookalike(small) }),
  )
  const found = await open()
  expect(found).toHaveTextContent('There is not enough to go by yet')
  expect(found).toHaveTextContent('It has 4 customers; at least 20 are needed.')
  expect(within(found).queryByRole('button')).toBeNull()
  expect(screen.queryByRole('alert')).toBeNull()
})

test('a failure says what to do, and is tried again', async () => {
  const failing: Parameters<typeof createFakeServer>[0] = { ...answers }
  delete failing['Lookalike']
  renderApp('/segments/segment_1', createFakeServer(failing))
  await userEvent.click(await screen.findByRole('button', { name: 'Find a lookalike audience' }))
  const alert = await screen.findByRole('alert')
  expect(alert).toHaveTextContent('Nobody could be found')
  failing['Lookalike'] = answers.Lookalike
  await userEvent.click(within(alert).getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText(/behave most like/)).toBeVisible()
})

test('a failure leaves what was found before', async () => {
  const flaky: Parameters<typeof createFakeServer>[0] = { ...answers }
  renderApp('/segments/segment_1', createFakeServer(flaky))
  await open()
  delete flaky['Lookalike']
  screen.getByRole('slider', { name: 'How many people' }).focus()
  await userEvent.keyboard('{ArrowRight}')
  expect(await screen.findByRole('alert')).toHaveTextContent('The server cannot be reached')
  expect(screen.getByRole('group', { name: 'The suggested audience' })).toHaveTextContent(
    '1,000 customers behave most like',
  )
  expect(screen.getByLabelText('People')).toHaveValue('2,000')
  expect(screen.getByRole('button', { name: 'Save as a segment' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
})

test('who may only look sees who is alike and cannot save them', async () => {
  const looks = viewer({ permissions: ['READ'] })
  renderApp(
    '/segments/segment_1',
    createFakeServer({ ...answers, Viewer: () => ({ data: { viewer: looks } }) }),
  )
  const found = await open()
  expect(within(found).queryByRole('button', { name: 'Save as a segment' })).toBeNull()
})

test('a rule that is not saved has lookalikes too', async () => {
  const server = createFakeServer({
    ...answers,
    TemplateCount: () => ({
      data: { segmentPreview: { __typename: 'SegmentPreview', count: 77 } },
    }),
  })
  const rule = { all: [{ visits: { lt: 3 } }] }
  renderApp(`/segments/new?rule=${encodeURIComponent(JSON.stringify(rule))}`, server)
  await open()
  expect(sent(server, 'Lookalike')).toEqual([{ rule, size: 1_000 }])
})

const more = async () => {
  screen.getByRole('slider', { name: 'How many people' }).focus()
  await userEvent.keyboard('{ArrowRight}')
}

test('who is shown is saved, and nobody while others are looked for', async () => {
  const server = createFakeServer(answers)
  const held = holdBack(server, 'Lookalike', (asked) => asked?.['size'] === 2_000)
  renderApp('/segments/segment_1', held.server)
  const found = await open()
  await more()
  const save = within(found).getByRole('button', { name: 'Save as a segment' })
  expect(save).toHaveAttribute('aria-disabled', 'true')
  await waitFor(() => expect(held.waiting()).toBe(true))
  await userEvent.click(save)
  await userEvent.type(within(found).getByLabelText('Name of the new segment'), '{Enter}')
  expect(sent(server, 'SegmentCreateLookalike')).toEqual([])
  held.release()
  await waitFor(() => expect(save).toHaveAttribute('aria-disabled', 'false'))
  await userEvent.click(save)
  expect(await within(found).findByRole('link', { name: 'Like Win back' })).toBeVisible()
  expect(sent(server, 'SegmentCreateLookalike')).toEqual([
    { input: { name: 'Like Win back', segmentId: 'segment_1', size: 2_000 } },
  ])
})

test('a name that is being typed outlives a move of the slider', async () => {
  renderApp('/segments/segment_1', createFakeServer(answers))
  const found = await open()
  await userEvent.type(within(found).getByLabelText('Name of the new segment'), ' in spring')
  await more()
  expect(within(found).getByLabelText('Name of the new segment')).toHaveValue(
    'Like Win back in spring',
  )
})

test('while they are saved nobody else is looked for, and what is saved stays in sight', async () => {
  const held = holdBack(createFakeServer(answers), 'SegmentCreateLookalike')
  renderApp('/segments/segment_1', held.server)
  const found = await open()
  await userEvent.click(within(found).getByRole('button', { name: 'Save as a segment' }))
  await waitFor(() => expect(held.waiting()).toBe(true))
  expect(screen.getByLabelText('People')).toBeDisabled()
  await more()
  held.release()
  expect(await within(found).findByRole('link', { name: 'Like Win back' })).toBeVisible()
  expect(screen.getByLabelText('People')).toHaveValue('1,000')
  expect(within(found).queryByRole('button', { name: 'Save as a segment' })).toBeNull()
  await more()
  expect(await within(found).findByRole('button', { name: 'Save as a segment' })).toBeVisible()
  expect(within(found).getByRole('button', { name: 'Undo' })).toBeVisible()
})

test('while the rule is unfinished who was found before is old, and nobody is looked for', async () => {
  const server = createFakeServer({
    ...answers,
    Lookalike: ({ size }) => lookalike({ count: size }),
  })
  const held = holdBack(server, 'Lookalike', (asked) => asked?.['size'] === 2_000)
  renderApp('/segments/segment_1', held.server)
  const found = await open()
  await more()
  await waitFor(() => expect(held.waiting()).toBe(true))
  vi.useFakeTimers({ shouldAdvanceTime: true, toFake: ['setTimeout', 'clearTimeout'] })
  await userEvent.clear(screen.getByLabelText('Value of condition 1.1'))
  expect(await screen.findByText(/^The people are found once the rule/)).toBeVisible()
  act(() => vi.advanceTimersByTime(2_000))
  await act(async () => held.release())
  expect(found).toHaveTextContent('1,000 customers behave most like')
  expect(found.querySelector('[data-fresh]')).toHaveAttribute('data-fresh', 'false')
})
