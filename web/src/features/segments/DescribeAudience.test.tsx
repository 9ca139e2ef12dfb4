// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer } from '../../test/fakeServer'
import { holdBack } from '../../test/holdBack'
import { renderApp } from '../../test/renderApp'
import { preview, ruleFields, segmentList } from './fixtures'
// Loaded with the file, and not within the time of its first test.
import './NewSegmentPage'

const rule = { all: [{ spend: { gt: '5000' } }, { lastOrderAt: { notWithinLast: { months: 6 } } }] }

function draft(fields: object = {}) {
  return {
    data: {
      segmentRuleFromText: {
        __typename: 'RuleDraft',
        rule,
        sentence: 'have spent more than ₹5,000 and not ordered within the last 6 months',
        count: 1_23_456,
        assumptions: ['“Shopped” is read as a completed order.'],
        notUnderstood: ['on Tuesdays'],
        certain: false,
        origin: { __typename: 'DraftOrigin', engine: 'BUILT_IN', model: null, insteadOf: null },
        ...fields,
      },
    },
  }
}

const answers = {
  RuleFields: ruleFields,
  RulePreview: () => preview(1_234),
  TemplateCount: () => ({
    data: { segmentPreview: { __typename: 'SegmentPreview', count: 77 } },
  }),
  RuleFromText: () => draft(),
}

const begun = `/segments/new?rule=${encodeURIComponent('{"all":[{"visits":{"lt":3}}]}')}`

const undo = () => screen.queryByRole('button', { name: 'Put back what was there' })

async function describe(text: string) {
  const field = await screen.findByLabelText('Describe whom you mean')
  await userEvent.type(field, `${text}{Enter}`)
}

test('a description becomes a rule that one looks at, takes and takes back', async () => {
  const server = createFakeServer(answers)
  renderApp(begun, server)
  await describe('haven’t shopped in 6 months and spent over ₹5K on Tuesdays')
  const suggestion = await screen.findByRole('group', { name: /^Suggested for “haven’t shopped/ })
  expect(suggestion).toHaveTextContent(
    'Customers who match: have spent more than ₹5,000 and not ordered within the last 6 months — 1,23,456 customers',
  )
  expect(suggestion).toHaveTextContent('“Shopped” is read as a completed order.')
  expect(suggestion).toHaveTextContent('Not understood, and left out of the rule:on Tuesdays')
  expect(suggestion).toHaveTextContent('Not certain: check it')
  expect(suggestion).toHaveTextContent('Suggested by Xeno’s own rules.')
  expect(server.received.filter(({ name }) => name === 'RuleFromText')).toEqual([
    {
      name: 'RuleFromText',
      variables: { text: 'haven’t shopped in 6 months and spent over ₹5K on Tuesdays' },
    },
  ])
  expect(screen.getByLabelText('Field of condition 1')).toHaveValue('visits')

  const use = within(suggestion).getByRole('button', { name: 'Use this rule' })
  use.focus()
  await userEvent.keyboard('{Enter}')
  expect(screen.getByLabelText('Value of condition 1')).toHaveValue('₹5,000')
  expect(within(suggestion).getByRole('button', { name: 'In the builder' })).toHaveFocus()

  await userEvent.click(within(suggestion).getByRole('button', { name: 'Put back what was there' }))
  expect(screen.getByLabelText('Field of condition 1')).toHaveValue('visits')
  expect(within(suggestion).getByRole('button', { name: 'Use this rule' })).toHaveFocus()
  expect(screen.queryByRole('button', { name: 'Put back what was there' })).toBeNull()
})

test('what was worked on since the rule was taken is not put back by it', async () => {
  renderApp(begun, createFakeServer(answers))
  await describe('big spenders')
  await userEvent.click(await screen.findByRole('button', { name: 'Use this rule' }))
  expect(undo()).toBeVisible()
  const amount = screen.getByLabelText('Value of condition 1')
  await userEvent.clear(amount)
  await userEvent.type(amount, '700')
  expect(undo()).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Use this rule' }))
  await userEvent.click(screen.getByRole('button', { name: 'Put back what was there' }))
  expect(screen.getByLabelText('Value of condition 1')).toHaveValue('₹700')
  await userEvent.type(screen.getByLabelText('Value of condition 1'), '0')
  expect(undo()).toBeNull()
})

test('a suggestion says what it was asked for once something else stands in the field', async () => {
  renderApp(begun, createFakeServer(answers))
  await describe('big spenders')
  await screen.findByRole('button', { name: 'Use this rule' })
  expect(screen.queryByText('For “big spenders”')).toBeNull()
  await userEvent.type(screen.getByLabelText('Describe whom you mean'), ' from Pune')
  expect(screen.getByText('For “big spenders”')).toBeVisible()
})

test('one line says what has come of it, and the buttons are no part of that', async () => {
  renderApp(begun, createFakeServer(answers))
  await describe('big spenders')
  const use = await screen.findByRole('button', { name: 'Use this rule' })
  const status = screen.getByRole('status', { name: 'Whether a rule is suggested' })
  expect(status).toHaveTextContent(/^A rule is suggested; 1,23,456 customers match$/)
  expect(use.closest('[role="status"]')).toBeNull()
})

test('a description is read once, and not again by itself after a break', async () => {
  const server = createFakeServer(answers)
  const app = renderApp(begun, server)
  await describe('big spenders')
  await screen.findByRole('button', { name: 'Use this rule' })
  const asked = (wanted: string) => server.received.filter(({ name }) => name === wanted).length
  const counted = asked('RulePreview')
  app.setConnection('reconnecting')
  app.setConnection('live')
  await waitFor(() => expect(asked('RulePreview')).toBeGreaterThan(counted))
  expect(asked('RuleFromText')).toBe(1)
})

test('the same description that fails the second time says so', async () => {
  const flaky: Parameters<typeof createFakeServer>[0] = { ...answers }
  renderApp(begun, createFakeServer(flaky))
  await describe('big spenders')
  await screen.findByRole('button', { name: 'Use this rule' })
  delete flaky['RuleFromText']
  await userEvent.click(screen.getByRole('button', { name: 'Suggest a rule' }))
  expect(await screen.findByRole('alert')).toHaveTextContent('No rule was suggested')
})

test('whoever waits no longer keeps the focus', async () => {
  const held = holdBack(createFakeServer(answers), 'RuleFromText')
  renderApp(begun, held.server)
  await describe('big spenders')
  await userEvent.click(await screen.findByRole('button', { name: 'Stop' }))
  expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull()
  expect(screen.getByRole('button', { name: 'Suggest a rule' })).toHaveFocus()
})

test('Ctrl Z puts back what was there too', async () => {
  renderApp(begun, createFakeServer(answers))
  await describe('big spenders')
  await userEvent.click(await screen.findByRole('button', { name: 'Use this rule' }))
  await screen.findByLabelText('Field of condition 2')
  await userEvent.keyboard('{Control>}z{/Control}')
  await waitFor(() => expect(screen.getByLabelText('Field of condition 1')).toHaveValue('visits'))
  expect(screen.getByRole('button', { name: 'Use this rule' })).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Put back what was there' })).toBeNull()
})

test('what a model read says so, and why another was not used', async () => {
  const by = { __typename: 'DraftOrigin', engine: 'OLLAMA', model: 'smollm2', insteadOf: null }
  renderApp(begun, createFakeServer({ ...answers, RuleFromText: () => draft({ origin: by }) }))
  await describe('big spenders')
  expect(await screen.findByText('Suggested by smollm2, a language model; check it.')).toBeVisible()
})

test('where nothing was understood it says how to put it, and the builder stays', async () => {
  const nothing = { rule: null, sentence: null, count: null, assumptions: [] }
  renderApp(begun, createFakeServer({ ...answers, RuleFromText: () => draft(nothing) }))
  await describe('on Tuesdays')
  expect(await screen.findByText(/^No rule could be read from this/)).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Use this rule' })).toBeNull()
  expect(screen.getByLabelText('Field of condition 1')).toHaveValue('visits')
})

test('a failure keeps the words and the rule, and is tried again', async () => {
  const failing: Parameters<typeof createFakeServer>[0] = { ...answers }
  delete failing['RuleFromText']
  renderApp(begun, createFakeServer(failing))
  await describe('big spenders')
  const alert = await screen.findByRole('alert')
  expect(alert).toHaveTextContent('No rule was suggested')
  expect(alert).toHaveTextContent('The server cannot be reached')
  expect(screen.getByLabelText('Describe whom you mean')).toHaveValue('big spenders')
  failing['RuleFromText'] = answers.RuleFromText
  await userEvent.click(within(alert).getByRole('button', { name: 'Try again' }))
  expect(await screen.findByRole('button', { name: 'Use this rule' })).toBeVisible()
})

test('an audience is described from anywhere by the command palette', async () => {
  const nobody = { __typename: 'CustomerConnection', nodes: [] }
  const server = createFakeServer({
    ...answers,
    Segments: () => segmentList(),
    Find: () => ({
      data: {
        customers: nobody,
        segments: { __typename: 'SegmentConnection', nodes: [] },
        campaigns: { __typename: 'CampaignConnection', nodes: [] },
      },
    }),
  })
  const app = renderApp('/segments', server)
  await userEvent.click(await screen.findByRole('button', { name: /^Go to…/ }))
  await userEvent.type(await screen.findByLabelText('Go to'), 'spent over ₹5K')
  await userEvent.click(await screen.findByText('Customers who: spent over ₹5K'))
  expect(await screen.findByRole('button', { name: 'Use this rule' })).toBeVisible()
  expect(app.at()).toMatch(/^\/segments\/new\?describe=/)
  expect(screen.getByLabelText('Describe whom you mean')).toHaveValue('spent over ₹5K')
})
