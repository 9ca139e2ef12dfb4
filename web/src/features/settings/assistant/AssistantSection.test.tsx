// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer } from '../../../test/fakeServer'
import { renderApp } from '../../../test/renderApp'
import { assistantRun, page } from '../fixtures'

const runs = (nodes: object[], endCursor: string | null = null) => ({
  data: { assistantRuns: page('AssistantRun', nodes, endCursor) },
})

test('a question says who asked what, who answered, and how long it took', async () => {
  const fellBack = assistantRun({
    id: 'r2',
    asked: 'regulars from Pune',
    engine: 'BUILT_IN',
    outcome: 'FELL_BACK',
    problem: 'the model took longer than 20 s',
    tookMs: 20_400,
  })
  const server = createFakeServer({ AssistantRuns: () => runs([assistantRun(), fellBack]) })
  renderApp('/settings/assistant', server)
  const row = (await screen.findByText(/big spenders/)).closest('li')
  expect(row).toHaveTextContent('Anjali Rao asked for a rule for “big spenders”')
  expect(row).toHaveTextContent('21 Nov 2026, 14:00 IST · by smollm2, a language model · 640 ms')
  expect(row).toHaveTextContent('Answered')
  const second = screen.getByText(/regulars from Pune/).closest('li')
  expect(second).toHaveTextContent('by Xeno’s own rules, as smollm2 did not · 20 s')
  expect(second).toHaveTextContent(
    'What was wrong with the model’s answer: the model took longer than 20 s',
  )
  expect(second).toHaveTextContent('Answered by Xeno instead')
})

test('a question that nobody answered says who was asked and why there is no answer', async () => {
  const left = assistantRun({ id: 'r2', asked: 'regulars', outcome: 'ABANDONED' })
  const failed = assistantRun({
    id: 'r3',
    asked: 'sleepers',
    engine: 'BUILT_IN',
    model: null,
    outcome: 'FAILED',
    problem: 'the built-in engine’s draft does not hold',
  })
  renderApp('/settings/assistant', createFakeServer({ AssistantRuns: () => runs([left, failed]) }))
  const first = (await screen.findByText(/regulars/)).closest('li')
  expect(first).toHaveTextContent('smollm2, a language model, was asked · 640 ms')
  expect(first).toHaveTextContent('Not waited for')
  const second = screen.getByText(/sleepers/).closest('li')
  expect(second).toHaveTextContent('Xeno’s own rules were asked')
  expect(second).toHaveTextContent('What was wrong with the answer: the built-in')
  expect(second).toHaveTextContent('Not answered')
})

test('earlier questions are a press away', async () => {
  const server = createFakeServer({
    AssistantRuns: ({ after }) =>
      after === 'next'
        ? runs([assistantRun({ id: 'r0', asked: 'sleepers' })])
        : runs([assistantRun()], 'next'),
  })
  renderApp('/settings/assistant', server)
  await userEvent.click(await screen.findByRole('button', { name: 'Show earlier questions' }))
  expect(await screen.findByText(/sleepers/)).toBeVisible()
})

test('an assistant that nobody asked says where to ask', async () => {
  renderApp('/settings/assistant', createFakeServer({ AssistantRuns: () => runs([]) }))
  expect(await screen.findByText('The assistant was not asked yet')).toBeVisible()
})

test('a list that cannot be loaded is asked for again', async () => {
  const answers: Parameters<typeof createFakeServer>[0] = {}
  renderApp('/settings/assistant', createFakeServer(answers))
  expect(await screen.findByRole('alert')).toHaveTextContent('The list could not be loaded')
  answers['AssistantRuns'] = () => runs([assistantRun()])
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText(/big spenders/)).toBeVisible()
})
