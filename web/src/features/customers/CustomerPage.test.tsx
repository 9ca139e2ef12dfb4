// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer } from '../../test/fakeServer'
import { renderApp } from '../../test/renderApp'
import { customer, message, order, page, segment } from './fixtures'

const of = (field: string, connection: object) => ({
  data: { customer: { __typename: 'Customer', id: 'k1', [field]: connection } },
})

const day = (at: number) => `2026-11-${at}T06:00:00Z`

function explained(path: string, sentence: string, matches: boolean, actual: string | null) {
  return { __typename: 'RuleNodeExplanation', path, sentence, matches, actual }
}

function answers(fields: Parameters<typeof createFakeServer>[0] = {}) {
  return {
    CustomerPage: () => ({ data: { customer: customer() } }),
    CustomerOrders: () => of('orders', page('OrderConnection', [])),
    CustomerMessages: () => of('messages', page('DeliveryConnection', [])),
    CustomerSegments: () => of('segments', page('SegmentConnection', [])),
    ...fields,
  }
}

test('a page tells who somebody is, and what the brand keeps about them', async () => {
  renderApp('/customers/k1', createFakeServer(answers()))
  expect(await screen.findByRole('heading', { level: 1, name: 'Asha Rao' })).toBeVisible()
  expect(screen.getByText('₹12,34,567.50')).toBeVisible()
  const profile = screen.getByRole('region', { name: 'Profile' })
  expect(within(profile).getByText('Pune, India')).toBeVisible()
  expect(within(profile).getByText('tier').nextSibling).toHaveTextContent('gold')
  expect(within(profile).getByText('points').nextSibling).toHaveTextContent('120')
  expect(await screen.findByText('No orders and no messages yet.')).toBeVisible()
  expect(await screen.findByText('In none of the saved segments now.')).toBeVisible()
  expect(document.title).toBe('Asha Rao · Xeno')
})

test('orders and messages are one line of time over the edges of their pages', async () => {
  const server = createFakeServer(
    answers({
      CustomerOrders: () =>
        of(
          'orders',
          page(
            'OrderConnection',
            [20, 16, 11].map((at) => order({ id: `o${at}`, placedAt: day(at), amount: `${at}` })),
          ),
        ),
      CustomerMessages: ({ after }) =>
        of(
          'messages',
          after === null
            ? page('DeliveryConnection', [message({ id: 'm18', sentAt: day(18) })], 'edge')
            : page('DeliveryConnection', [
                message({ id: 'm14', sentAt: day(14), status: 'FAILED', reason: 'INVALID_NUMBER' }),
              ]),
        ),
    }),
  )
  renderApp('/customers/k1', server)
  const timeline = await screen.findByRole('region', { name: 'Timeline' })
  const times = () =>
    within(timeline)
      .getAllByRole('listitem')
      .map((entry) => entry.querySelector('time')?.dateTime.slice(8, 10))
  const earlier = await within(timeline).findByRole('button', { name: 'Show earlier' })
  expect(times()).toEqual(['20', '18'])
  await userEvent.click(earlier)
  expect(await within(timeline).findByText('Failed: invalid number')).toBeVisible()
  expect(times()).toEqual(['20', '18', '16', '14', '11'])
  expect(within(timeline).queryByRole('button', { name: 'Show earlier' })).toBeNull()
})

test('each node of a segment says whether it holds and what the customer has', async () => {
  const nodes = [
    explained('', 'either', true, null),
    explained('any.0', 'has spent more than ₹10,000', true, '₹12,34,567.50'),
    explained('any.1', 'has visited fewer than 3 times', false, '4'),
  ]
  const server = createFakeServer(
    answers({
      CustomerSegments: () => of('segments', page('SegmentConnection', [segment('s1', 'Loyal')])),
      Membership: () => ({
        data: {
          explainMembership: {
            __typename: 'MembershipExplanation',
            matches: true,
            asOf: '2026-11-22T06:00:00Z',
            nodes,
          },
        },
      }),
    }),
  )
  renderApp('/customers/k1', server)
  await userEvent.click(await screen.findByRole('button', { name: 'Why: Loyal' }))
  expect(await screen.findByText('In this segment')).toBeVisible()
  expect(screen.getByText(/At least one of these/)).toBeVisible()
  expect(screen.getByText(/has spent more than/).textContent).toBe(
    'Holds: has spent more than ₹10,000. has ₹12,34,567.50',
  )
  expect(screen.getByText(/has visited fewer/).textContent).toBe(
    'Does not hold: has visited fewer than 3 times. has 4',
  )
  expect(server.received.find(({ name }) => name === 'Membership')?.variables).toEqual({
    segmentId: 's1',
    customerId: 'k1',
  })
})

test('any saved segment can be asked about', async () => {
  const server = createFakeServer(
    answers({
      OtherSegments: () => ({
        data: { segments: page('SegmentConnection', [segment('s9', 'At risk')]) },
      }),
    }),
  )
  renderApp('/customers/k1', server)
  await userEvent.type(
    await screen.findByRole('searchbox', { name: 'Why, or why not, in another segment' }),
    'risk',
  )
  expect(await screen.findByRole('button', { name: 'Why: At risk' })).toBeVisible()
})

test('an id that nobody has names no one, and that is not an error', async () => {
  renderApp(
    '/customers/nobody',
    createFakeServer(answers({ CustomerPage: () => ({ data: { customer: null } }) })),
  )
  expect(await screen.findByText('There is no such customer')).toBeVisible()
})

test('a timeline that fails leaves the profile and can be tried again', async () => {
  const { CustomerMessages: _lost, ...rest } = answers()
  renderApp('/customers/k1', createFakeServer(rest))
  expect(await screen.findByRole('alert')).toHaveTextContent('The timeline could not be loaded')
  expect(screen.getByText('Pune, India')).toBeVisible()
})

test('a page tells where somebody stands, in words and in scores', async () => {
  renderApp('/customers/k1', createFakeServer(answers()))
  const standing = await screen.findByRole('region', { name: 'Where they stand' })
  expect(standing).toHaveTextContent('LoyalBuys often and comes back.')
  expect(standing).toHaveTextContent('Medium churn risk')
  expect(within(standing).getByText('How often').nextSibling).toHaveTextContent('4 of 5')
  expect(standing).toHaveTextContent('Suggested by Xeno’s own rules.')
})

test('who never ordered is a prospect, at no risk that could be told', async () => {
  const rfm = { tier: 'PROSPECT', recency: null, frequency: null, monetary: null }
  const prospect = customer({ churnRisk: null, rfm: { __typename: 'CustomerRfm', ...rfm } })
  const server = createFakeServer(
    answers({ CustomerPage: () => ({ data: { customer: prospect } }) }),
  )
  renderApp('/customers/k1', server)
  const standing = await screen.findByRole('region', { name: 'Where they stand' })
  expect(standing).toHaveTextContent('ProspectHas not bought anything yet.')
  expect(standing).not.toHaveTextContent('churn risk')
  expect(within(standing).queryByText('How often')).toBeNull()
})
