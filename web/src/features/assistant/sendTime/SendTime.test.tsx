// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer } from '../../../test/fakeServer'
import { holdBack } from '../../../test/holdBack'
import { renderApp } from '../../../test/renderApp'
import { campaign } from '../../campaigns/fixtures'
// Loaded with the file, and not within the time of its first test.
import '../../compose/ComposePage'
import './SendTime'

const hour = (weekday: number, at: number, orders: number, delivered: number) => ({
  __typename: 'SendTimeHour',
  weekday,
  hour: at,
  orders,
  delivered,
})

function recommendation(fields: object = {}) {
  return {
    data: {
      sendTimeRecommendation: {
        __typename: 'SendTimeRecommendation',
        best: { __typename: 'SendTime', weekday: 2, hour: 19, next: '2026-11-24T13:30:00Z' },
        confidence: 'HIGH',
        reason: 'They order on Tuesday evenings more than at any other time.',
        people: 1_200,
        orders: 4_500,
        histogram: [hour(2, 19, 420, 96), hour(2, 18, 105, 24), hour(1, 9, 1, 5_000)],
        timeZone: 'Asia/Kolkata',
        ...fields,
      },
    },
  }
}

const size = { __typename: 'SegmentPreview', count: 1_200, reachable: 1_000, sentence: 'everyone' }
/** The composer chooses nobody by itself. */
const toEveryone = `/campaigns/new?${new URLSearchParams({ rule: '{"everyone":true}' })}`

const answers = {
  ComposeAudience: () => ({ data: { segmentPreview: size } }),
  ComposeAttributes: () => ({ data: { ruleFields: [] } }),
  SendTime: () => recommendation(),
}

async function open(): Promise<void> {
  await userEvent.click(await screen.findByRole('button', { name: 'When to send' }))
}

test('the composer suggests a day and an hour, how sure that is, and why', async () => {
  const server = createFakeServer(answers)
  renderApp(toEveryone, server)
  await open()
  const suggestion = await screen.findByRole('group', { name: 'The suggested time' })
  expect(suggestion).toHaveTextContent('Tuesday at 19:00')
  expect(suggestion).toHaveTextContent('Clear')
  expect(suggestion).toHaveTextContent('They order on Tuesday evenings')
  expect(suggestion).toHaveTextContent(
    'Next on 24 Nov 2026, 19:00 IST. Looked at: 1,200 people and their 4,500 orders, in Asia/Kolkata.',
  )
  expect(suggestion).toHaveTextContent(
    'This is advice and sets nothing: the campaign goes out when you launch it.',
  )
  expect(suggestion).toHaveTextContent('Suggested by Xeno’s own rules.')
  expect(server.received.find(({ name }) => name === 'SendTime')?.variables).toEqual({
    rule: { everyone: true },
  })
})

test('the week is read by keys, each hour with its figures', async () => {
  renderApp(toEveryone, createFakeServer(answers))
  await open()
  const grid = await screen.findByRole('grid', { name: 'Orders by day and hour' })
  expect(within(grid).getAllByRole('gridcell')).toHaveLength(168)
  const best = within(grid).getByRole('gridcell', {
    name: 'Tuesday 19:00: 420 orders, 96 messages delivered, the suggested hour',
  })
  // However many messages were delivered at some other hour.
  expect(best.querySelector('span')?.style.getPropertyValue('--share')).toBe('100%')
  // One stop of the Tab key leads into the week, and to what matters.
  expect(
    within(grid)
      .getAllByRole('gridcell')
      .filter(({ tabIndex }) => tabIndex === 0),
  ).toEqual([best])
  best.focus()
  await userEvent.keyboard('{ArrowLeft}')
  expect(
    within(grid).getByRole('gridcell', {
      name: 'Tuesday 18:00: 105 orders, 24 messages delivered',
    }),
  ).toHaveFocus()
  await userEvent.keyboard('{ArrowUp}{Home}')
  expect(
    within(grid).getByRole('gridcell', { name: 'Monday 00:00: 0 orders, 0 messages delivered' }),
  ).toHaveFocus()
})

test('too little data is a calm answer', async () => {
  const nothing = {
    best: null,
    confidence: 'NOT_ENOUGH_DATA',
    reason: 'Only 12 orders are known of them.',
    histogram: [],
  }
  renderApp(toEveryone, createFakeServer({ ...answers, SendTime: () => recommendation(nothing) }))
  await open()
  expect(await screen.findByText('There is not enough to go by yet')).toBeVisible()
  expect(
    screen.getByText(/^Only 12 orders are known of them\. Send when it suits you/),
  ).toBeVisible()
  expect(screen.queryByRole('grid')).toBeNull()
  expect(screen.queryByRole('alert')).toBeNull()
})

test('a failure says what to do, and is tried again', async () => {
  const failing: Parameters<typeof createFakeServer>[0] = { ...answers }
  delete failing['SendTime']
  renderApp(toEveryone, createFakeServer(failing))
  await open()
  const alert = await screen.findByRole('alert')
  expect(alert).toHaveTextContent('No time was suggested')
  failing['SendTime'] = answers.SendTime
  await userEvent.click(within(alert).getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('Tuesday at 19:00')).toBeVisible()
})

test('a draft’s page suggests a time for its audience', async () => {
  const segment = { __typename: 'Segment', id: 's1', name: 'Sleepers' }
  const server = createFakeServer({
    ...answers,
    CampaignPage: () => ({ data: { campaign: { ...campaign({ status: 'DRAFT' }), segment } } }),
  })
  renderApp('/campaigns/c1', server)
  await open()
  expect(await screen.findByText('Tuesday at 19:00')).toBeVisible()
  expect(server.received.find(({ name }) => name === 'SendTime')?.variables).toEqual({
    segmentId: 's1',
  })
})

test('what was suggested for some is not shown while others are looked at', async () => {
  const held = holdBack(createFakeServer(answers), 'SendTime', (asked) =>
    Boolean(asked?.['rule']?.everyone),
  )
  const toSome = new URLSearchParams({ rule: '{"all":[{"visits":{"lt":3}}]}' })
  renderApp(`/campaigns/new?${toSome}`, held.server)
  await open()
  expect(await screen.findByText('Tuesday at 19:00')).toBeVisible()
  await userEvent.click(screen.getByLabelText('Everyone'))
  await waitFor(() => expect(held.waiting()).toBe(true))
  expect(screen.queryByText('Tuesday at 19:00')).toBeNull()
  expect(screen.getByLabelText('Looking at when they order')).toBeInTheDocument()
  held.release()
  expect(await screen.findByText('Tuesday at 19:00')).toBeVisible()
})
