// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer } from '../../test/fakeServer'
import { renderApp } from '../../test/renderApp'
import { preview, ruleFields } from './fixtures'

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
  const asked = server.received.filter(({ name }) => name === 'RulePreview')
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
