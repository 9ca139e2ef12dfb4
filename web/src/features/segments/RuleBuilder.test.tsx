// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer } from '../../test/fakeServer'
import { renderApp } from '../../test/renderApp'
import { preview, ruleFields, segmentList } from './fixtures'

function open(rule: object) {
  const server = createFakeServer({
    RuleFields: ruleFields,
    RulePreview: () => preview(1_234),
    SegmentChoices: () =>
      segmentList({ __typename: 'Segment', id: 'segment_7', name: 'Diwali audience' }),
    ChosenSegment: () => ({
      data: { segment: { __typename: 'Segment', id: 'segment_7', name: 'Diwali audience' } },
    }),
  })
  renderApp(`/segments/new?rule=${encodeURIComponent(JSON.stringify(rule))}`, server)
  const counted = async (expected: object) =>
    waitFor(() => {
      const asked = server.asked('RulePreview')
      expect(asked.at(-1)?.variables['rule']).toEqual(expected)
    })
  return { user: userEvent.setup(), counted }
}

/** The list that an input opens goes by the same name. */
const input = (name: string) => screen.getByLabelText(name, { selector: 'input' })

const visits = (lt: number) => ({ visits: { lt } })

test('a nested rule is built from its controls', async () => {
  const { user, counted } = open({ any: [{ everyone: true }] })
  const add = await screen.findByRole('button', { name: 'Add a group to the rule' })
  add.focus()
  await user.keyboard('{Enter}')
  await user.type(await screen.findByLabelText('Value of condition 2.1'), '10000')
  screen.getByRole('button', { name: 'Add a condition to group 2' }).focus()
  await user.keyboard('{Enter}')
  await user.selectOptions(await screen.findByLabelText('Field of condition 2.2'), 'visits')
  await user.selectOptions(screen.getByLabelText('Comparison of condition 2.2'), 'lt')
  await user.type(screen.getByLabelText('Value of condition 2.2'), '3')
  await user.selectOptions(screen.getByLabelText('Field of condition 1'), 'lastOrderAt')
  await user.selectOptions(screen.getByLabelText('Comparison of condition 1'), 'notWithinLast')
  const days = screen.getByLabelText('Value of condition 1, how long')
  await user.clear(days)
  await user.type(days, '90')
  await counted({
    any: [
      { lastOrderAt: { notWithinLast: { days: 90 } } },
      { all: [{ spend: { gt: '10000' } }, { visits: { lt: 3 } }] },
    ],
  })
})

test('conditions move, are copied, muted and removed by buttons, and all of it is undone', async () => {
  const { user, counted } = open({ all: [visits(1), visits(2)] })
  await user.click(await screen.findByRole('button', { name: 'Move condition 2 up' }))
  await counted({ all: [visits(2), visits(1)] })
  await user.click(screen.getByRole('button', { name: 'Duplicate condition 1' }))
  await counted({ all: [visits(2), visits(2), visits(1)] })
  await user.click(screen.getByRole('button', { name: 'Mute condition 3' }))
  await counted({ all: [visits(2), visits(2)] })
  await user.click(screen.getByRole('button', { name: 'Remove condition 1' }))
  await counted({ all: [visits(2)] })
  await user.click(screen.getByRole('button', { name: 'Not the rule' }))
  await counted({ not: { all: [visits(2)] } })
  const undo = screen.getByRole('button', { name: 'Undo' })
  for (let step = 0; step < 5; step += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one step after the other
    await user.click(undo)
  }
  await counted({ all: [visits(1), visits(2)] })
  expect(undo).toHaveAttribute('aria-disabled', 'true')
  expect(undo).toHaveFocus()
  await user.click(screen.getByRole('button', { name: 'Redo' }))
  await counted({ all: [visits(2), visits(1)] })
})

const expectFocus = (name: string) =>
  waitFor(() => expect(screen.getByRole('button', { name })).toHaveFocus())

test('focus stays with what moves, and goes to the neighbour of what is removed', async () => {
  const { user, counted } = open({ all: [visits(1), visits(2), { any: [visits(3)] }] })
  const press = async (name: string) => user.click(await screen.findByRole('button', { name }))
  await press('Move condition 2 up')
  await counted({ all: [visits(2), visits(1), { any: [visits(3)] }] })
  await expectFocus('Move condition 1 up')
  await user.keyboard('{Enter}')
  await expectFocus('Move condition 1 up')
  await press('Move condition 3.1 up')
  await expectFocus('Move condition 3 up')
  await press('Undo')
  await press('Remove condition 1')
  await expectFocus('Remove condition 1')
  await user.keyboard('{Enter}')
  await expectFocus('Remove group 1')
  await press('Remove condition 1.1')
  await expectFocus('Add a condition to group 1')
})

test('Ctrl Z undoes a burst of typing from inside the input, and Ctrl Shift Z brings it back', async () => {
  const { user, counted } = open({ all: [visits(7)] })
  const amount = await screen.findByLabelText('Value of condition 1')
  await counted({ all: [visits(7)] })
  await user.type(amount, '89')
  await counted({ all: [visits(789)] })
  await user.keyboard('{Control>}z{/Control}')
  await counted({ all: [visits(7)] })
  await user.keyboard('{Control>}{Shift>}z{/Shift}{/Control}')
  await counted({ all: [visits(789)] })
})

test('the order history is its own small builder', async () => {
  const { user, counted } = open({ all: [{ orders: { count: { gte: 2 } } }] })
  await user.click(await screen.findByRole('button', { name: /^Only certain orders/ }))
  const filter = 'order filter of condition 1, row 1'
  await user.selectOptions(screen.getByLabelText(`Field of ${filter}`), 'amount')
  await user.type(screen.getByLabelText(`Value of ${filter}`), '500')
  await user.click(screen.getByRole('button', { name: /^Add a figure/ }))
  await user.type(screen.getByLabelText('Value of figure of condition 1, row 2'), '9000')
  await counted({
    all: [
      {
        orders: {
          where: { amount: { gt: '500' } },
          count: { gte: 2 },
          total: { gt: '9000' },
        },
      },
    ],
  })
})

test('attributes, texts, tags, dates and segments have the inputs they need', async () => {
  const { user, counted } = open({ all: [visits(1)] })
  const field = await screen.findByLabelText('Field of condition 1')
  await user.selectOptions(field, 'attribute')
  await user.type(input('Attribute of condition 1'), 'points')
  expect(screen.getByLabelText('Kind of attribute of condition 1')).toHaveValue('NUMBER')
  await user.type(input('Value of condition 1'), '12')
  await counted({ all: [{ attribute: { name: 'points', number: { gt: '12' } } }] })

  await user.selectOptions(field, 'city')
  await user.selectOptions(screen.getByLabelText('Comparison of condition 1'), 'in')
  await user.type(input('Value of condition 1'), 'Delhi, NCR{Enter}Pune{Enter}')
  await counted({ all: [{ city: { in: ['Delhi, NCR', 'Pune'] } }] })

  await user.selectOptions(field, 'segment')
  await user.click(input('Segment of condition 1'))
  await user.click(await screen.findByRole('option', { name: 'Diwali audience' }))
  await counted({ all: [{ segment: 'segment_7' }] })
})

test('the year of a date is typed over digit by digit, and undone as one', async () => {
  const { user, counted } = open({ all: [{ lastOrderAt: { before: '2026-03-01T04:30:00.000Z' } }] })
  const date = await screen.findByLabelText('Value of condition 1, in Asia/Kolkata')
  expect(date).toHaveValue('2026-03-01T10:00')
  // As a browser tells it.
  for (const year of ['0002', '0020', '0202', '2024']) {
    fireEvent.change(date, { target: { value: `${year}-03-01T10:00` } })
    expect(date).toHaveValue(`${year}-03-01T10:00`)
  }
  await counted({ all: [{ lastOrderAt: { before: '2024-03-01T04:30:00.000Z' } }] })
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  expect(date).toHaveValue('2026-03-01T10:00')
})

test('a short year counts once the field is left', async () => {
  const { counted } = open({ all: [{ lastOrderAt: { before: '2026-03-01T04:30:00.000Z' } }] })
  const date = await screen.findByLabelText('Value of condition 1, in Asia/Kolkata')
  fireEvent.change(date, { target: { value: '0202-03-01T10:00' } })
  fireEvent.blur(date)
  await counted({ all: [{ lastOrderAt: { before: '0202-03-01T04:06:32.000Z' } }] })
  expect(date).toHaveValue('0202-03-01T10:00')
})

test('groups nest until a condition would lie more than ten deep', async () => {
  const deep = Array.from({ length: 8 }).reduce<object>((inner) => ({ all: [inner] }), {
    all: [visits(1)],
  })
  open(deep)
  const inner = await screen.findByRole('button', { name: /^Add a condition to group 1(\.1){7}$/ })
  const header = inner.closest('.ruleGroup-header') as HTMLElement
  expect(within(header).queryByRole('button', { name: /^Add a group/ })).not.toBeInTheDocument()
})
