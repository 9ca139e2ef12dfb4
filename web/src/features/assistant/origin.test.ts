import { expect, test } from 'vitest'
import { describeOrigin, describeInsteadOf } from './origin'

test('says who wrote a draft, and of a model that it is to be checked', () => {
  expect(describeOrigin({ engine: 'BUILT_IN' })).toBe('Suggested by Xeno’s own rules')
  expect(describeOrigin({ engine: 'OLLAMA', model: 'smollm2' })).toBe(
    'Suggested by smollm2, a language model; check it',
  )
  expect(describeOrigin({ engine: 'OLLAMA', model: null })).toBe(
    'Suggested by a language model; check it',
  )
})

test('says why the model that was asked did not write it', () => {
  expect(describeInsteadOf({ insteadOf: 'the model cannot be reached' })).toBe(
    'A language model was asked first: the model cannot be reached.',
  )
  expect(describeInsteadOf({ insteadOf: 'It took too long.' })).toBe(
    'A language model was asked first: It took too long.',
  )
  expect(describeInsteadOf({ insteadOf: null })).toBeNull()
})
