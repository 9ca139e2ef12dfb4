import { expect, test } from 'vitest'
import { keepFor, putBack } from './past'

test('where nothing gave way there is nothing to put back', () => {
  expect(putBack([], 'Mine')).toBeNull()
  // Somebody typed what stood there before by hand.
  expect(putBack(['Mine'], 'Mine')).toBeNull()
})

test('an empty field is put back, too', () => {
  expect(putBack(keepFor([], ''), 'Come back')).toEqual({ message: '', past: ['Come back'] })
})

test('presses lead through every text once, and round again', () => {
  let past = keepFor(keepFor([], 'Mine'), 'Come back: SAVE10')
  let message = 'We miss you'
  const seen = Array.from({ length: 4 }, () => {
    const back = putBack(past, message)
    if (!back) throw new Error('Nothing to put back')
    ;({ past, message } = back)
    return message
  })
  expect(seen).toEqual(['Come back: SAVE10', 'Mine', 'We miss you', 'Come back: SAVE10'])
})

test('a text that gives way twice is kept once', () => {
  expect(keepFor(['Mine', 'Come back'], 'Mine')).toEqual(['Come back', 'Mine'])
})
