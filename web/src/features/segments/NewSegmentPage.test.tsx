// @vitest-environment jsdom
import { act, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer } from '../../test/fakeServer'
import { holdBack } from '../../test/holdBack'
import { renderApp } from '../../test/renderApp'
import { payload, preview, ruleFields, segment, segmentList } from './fixtures'

const answers = {
  RuleFields: ruleFields,
  RulePreview: () => preview(1_234),
  TemplateCount: () => ({
    data: { segmentPreview: { __typename: 'SegmentPreview', count: 77 } },
  }),
}

/** An address as somebody would write it by hand. */
const shared = (rule: object) => `/segments/new?rule=${encodeURIComponent(JSON.stringify(rule))}`

/** The rule of an address, in which the router keeps it as a text. */
function ruleIn(address: string): unknown {
  const text = new URL(address, 'http://xeno.test').searchParams.get('rule')
  const rule: unknown = JSON.parse(text ?? 'null')
  return typeof rule === 'string' ? JSON.parse(rule) : rule
}

test('a rule is built by hand, counted once a burst, and written into the address', async () => {
  const server = createFakeServer(answers)
  const { at } = renderApp('/segments/new', server)
  const user = userEvent.setup()
  await user.type(await screen.findByLabelText('Value of condition 1'), '10000')
  expect(await screen.findByTestId('total')).toHaveTextContent('1,234')
  const rule = { all: [{ spend: { gt: '10000' } }] }
  const asked = server.asked('RulePreview')
  expect(asked.map(({ variables }) => variables['rule'])).toEqual([rule])
  expect(screen.getByText('0.6% of 2,00,000 customers')).toBeVisible()
  expect(screen.getByText('617 of them can be messaged')).toBeVisible()
  expect(screen.getByText('4.3 ms')).toBeVisible()
  expect(screen.getByRole('link', { name: 'Asha Rao' })).toBeVisible()
  await waitFor(() => expect(ruleIn(at())).toEqual(rule))
})

test('each node shows its own count', async () => {
  const rule = { any: [{ all: [{ visits: { lt: 3 } }] }, { not: { city: { eq: 'Pune' } } }] }
  const counts = { 'any.0': 31, 'any.0.all.0': 32, 'any.1': 33, 'any.1.not': 34 }
  renderApp(shared(rule), createFakeServer({ ...answers, RulePreview: () => preview(30, counts) }))
  await screen.findByTestId('total')
  const shown = screen.getAllByTestId('node-count').map(({ textContent }) => textContent)
  expect(shown).toEqual(['30', '31', '32', '33', '34'])
})

const refused = (path: string) => ({
  errors: [
    {
      message: 'The rule is not one.',
      extensions: {
        code: 'BAD_USER_INPUT',
        problems: [{ path, code: 'REVERSED_RANGE', message: 'Turn the range round.' }],
      },
    },
  ],
})

test('a problem stands at the node that its path names, and the old number stays', async () => {
  const server = createFakeServer({
    ...answers,
    RulePreview: ({ rule }) =>
      JSON.stringify(rule).includes('"to":"5"')
        ? refused('rule.all.1.spend.between')
        : preview(1_234),
  })
  renderApp(
    shared({ all: [{ visits: { lt: 3 } }, { spend: { between: { from: '10', to: '50' } } }] }),
    server,
  )
  const user = userEvent.setup()
  await screen.findByTestId('total')
  await user.type(screen.getByLabelText('Value of condition 2, to'), '{Backspace}')
  const problem = await screen.findByText('Turn the range round.')
  expect(screen.getByLabelText('Field of condition 2').closest('.rule')).toContainElement(problem)
  const total = screen.getByTestId('total')
  expect(total).toHaveTextContent('1,234')
  expect(total.closest('[data-fresh]')).toHaveAttribute('data-fresh', 'false')
})

test('a rule that is unfinished is not counted, and saving tells where', async () => {
  const server = createFakeServer(answers)
  renderApp('/segments/new', server)
  const user = userEvent.setup()
  expect(await screen.findByText(/One condition is not finished yet/)).toBeVisible()
  expect(screen.queryByRole('alert')).not.toBeInTheDocument()
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('Enter an amount.')
  expect(server.received.some(({ name }) => /Preview|Create/.test(name))).toBe(false)
})

test('a new segment is created with its rule, and then has its own address', async () => {
  const rule = { all: [{ visits: { lt: 3 } }] }
  const created = segment({ id: 'segment_5', name: 'Rare', description: null, rule })
  const server = createFakeServer({
    ...answers,
    Segment: () => ({ data: { segment: created } }),
    SegmentCreate: () => payload({ segment: created }),
  })
  const { at } = renderApp(shared(rule), server)
  const user = userEvent.setup()
  await user.type(await screen.findByLabelText(/^Name/), 'Rare')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(at()).toBe('/segments/segment_5'))
  expect(await screen.findByRole('heading', { name: 'Rare', level: 1 })).toBeVisible()
  const sent = server.received.find(({ name }) => name === 'SegmentCreate')
  expect(sent?.variables['input']).toEqual({ name: 'Rare', description: null, rule })
})

test('what is typed while a segment is created is kept, and saved to it', async () => {
  const rule = { all: [{ visits: { lt: 3 } }] }
  let stored = segment({ id: 'segment_5', name: 'Rare', description: null, rule })
  const server = createFakeServer({
    ...answers,
    Segment: () => ({ data: { segment: stored } }),
    SegmentNow: () => ({ data: { segment: stored } }),
    SegmentCreate: () => payload({ segment: stored }),
    SegmentUpdate: ({ input }) => {
      stored = segment({ ...stored, ...(input as object) })
      return payload({ segment: stored })
    },
  })
  const held = holdBack(server, 'SegmentCreate')
  const { at } = renderApp(shared(rule), held.server)
  const user = userEvent.setup()
  const name = await screen.findByLabelText(/^Name/)
  await user.type(name, 'Rare')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(held.waiting()).toBe(true))
  await user.type(name, ' birds')
  act(held.release)
  expect(await screen.findByRole('heading', { name: 'Rare', level: 1 })).toBeVisible()
  expect(name).toHaveValue('Rare birds')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(at()).toBe('/segments/segment_5'))
  expect(await screen.findByRole('heading', { name: 'Rare birds', level: 1 })).toBeVisible()
  const sent = server.received.filter(({ name: asked }) => /Create|Update/.test(asked))
  expect(sent.map(({ variables }) => variables['input'])).toEqual([
    { name: 'Rare', description: null, rule },
    { id: 'segment_5', name: 'Rare birds' },
  ])
})

const nameTaken = {
  __typename: 'UserError',
  code: 'TAKEN',
  path: 'input.name',
  message: 'Another segment has this name; choose another one.',
}

const boughtBefore = (end: string) => ({
  all: [{ lastOrderAt: { before: `2026-11-22T10:00:00${end}` } }],
})

test.each(['at once', 'at the next try'])(
  'a segment whose creation was not answered is found %s',
  async (when) => {
    const made = segment({
      id: 'segment_5',
      name: 'Rare',
      description: null,
      rule: boughtBefore('Z'),
    })
    let reachable = when === 'at once'
    // The first try is answered by nobody.
    const given: Parameters<typeof createFakeServer>[0] = {
      ...answers,
      Segment: () => ({ data: { segment: made } }),
      SegmentsNamed: () =>
        reachable ? segmentList(made) : { errors: [{ message: 'Out of order.' }] },
    }
    const server = createFakeServer(given)
    const { at } = renderApp(shared(boughtBefore('.000Z')), server)
    const user = userEvent.setup()
    await user.type(await screen.findByLabelText(/^Name/), 'Rare')
    await user.click(screen.getByRole('button', { name: 'Save' }))
    if (!reachable) {
      expect(await screen.findByText(/The server cannot be reached/)).toBeVisible()
      reachable = true
      given['SegmentCreate'] = () => payload({ userErrors: [nameTaken] })
      await user.click(screen.getByRole('button', { name: 'Save' }))
    }
    await waitFor(() => expect(at()).toBe('/segments/segment_5'))
  },
)

test('a name that another segment has is no lost answer, whatever its rule', async () => {
  const rule = { all: [{ visits: { lt: 3 } }] }
  const server = createFakeServer({
    ...answers,
    SegmentsNamed: () => segmentList(segment({ id: 'segment_5', name: 'Rare', rule })),
    SegmentCreate: () => payload({ userErrors: [nameTaken] }),
  })
  renderApp(shared(rule), server)
  const user = userEvent.setup()
  await user.type(await screen.findByLabelText(/^Name/), 'Rare')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(await screen.findByText(nameTaken.message)).toBeVisible()
  expect(server.received.some(({ name }) => name === 'SegmentsNamed')).toBe(false)
})

test('an address whose rule cannot be read says so, and one can begin anew', async () => {
  renderApp('/segments/new?rule=%7B%22all%22', createFakeServer(answers))
  expect(await screen.findByText('The link’s rule could not be read')).toBeVisible()
  expect(screen.getByLabelText('Field of condition 1')).toBeVisible()
})

test('a template replaces the rule, and undo brings the former one back', async () => {
  const server = createFakeServer(answers)
  renderApp(shared({ all: [{ visits: { lt: 3 } }] }), server)
  const user = userEvent.setup()
  await user.click(await screen.findByRole('button', { name: /^Big spenders/ }))
  expect(await screen.findByLabelText('Value of condition 1')).toHaveValue('₹10,000')
  expect(screen.getByLabelText(/^Name/)).toHaveValue('Big spenders')
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  expect(await screen.findByLabelText('Field of condition 1')).toHaveValue('visits')
})

test('when the builder cannot be loaded one can try again', async () => {
  let reachable = false
  const server = createFakeServer({
    ...answers,
    RuleFields: () => (reachable ? ruleFields() : { errors: [{ message: 'Out of order.' }] }),
  })
  renderApp('/segments/new', server)
  const user = userEvent.setup()
  expect(await screen.findByText('Out of order.')).toBeVisible()
  reachable = true
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByLabelText('Field of condition 1')).toBeVisible()
})
