import { expect, test } from 'vitest'
import { problemAt, problemsBeside } from './problems'

const problem = (path: string) => ({ code: 'WRONG', message: `Wrong ${path}.`, path })
const problems = [problem('input.name'), problem('input.scopes.0'), problem('input.nameless')]

test('a problem stands at its field, and within it', () => {
  expect(problemAt(problems, 'input.name')).toBe('Wrong input.name.')
  expect(problemAt(problems, 'input.scopes')).toBe('Wrong input.scopes.0.')
  expect(problemAt(problems, 'input.expiresAt')).toBeUndefined()
})

test('what no field shows is not lost', () => {
  expect(problemsBeside(problems, ['input.name', 'input.scopes'])).toEqual([
    problem('input.nameless'),
  ])
})
