import { expect, test } from 'vitest'
import { describeEngine, describeTask, describeWait } from './runs'

test('says who answered, and whom that stood in for', () => {
  expect(describeEngine({ engine: 'BUILT_IN', model: null, outcome: 'ANSWERED' })).toBe(
    'by Xeno’s own rules',
  )
  expect(describeEngine({ engine: 'BUILT_IN', model: 'smollm2', outcome: 'FELL_BACK' })).toBe(
    'by Xeno’s own rules, as smollm2 did not',
  )
  expect(describeEngine({ engine: 'OLLAMA', model: 'smollm2', outcome: 'ANSWERED' })).toBe(
    'by smollm2, a language model',
  )
})

test('a task that is not known yet is told by its code', () => {
  expect(describeTask('rule')).toBe('a rule for')
  expect(describeTask('NEW_THING')).toBe('new thing:')
})

test('a wait is told in its own unit', () => {
  expect(describeWait(0.2)).toBe('1 ms')
  expect(describeWait(640)).toBe('640 ms')
  expect(describeWait(12_400)).toBe('12 s')
})
