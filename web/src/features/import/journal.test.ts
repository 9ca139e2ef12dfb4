import { expect, test } from 'vitest'
import { forget, scopeOf } from './journal'

const DAY_MS = 86_400_000

function memory() {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  }
}

const file = (name: string) => new File(['id\n1\n'], name, { lastModified: 5 })

test('an import that did not come to its end keeps its scope, and no other has it', () => {
  const store = memory()
  const scope = scopeOf(store, file('a.csv'), 0)
  expect(scopeOf(store, file('a.csv'), 1000)).toBe(scope)
  expect(scopeOf(store, file('b.csv'), 1000)).not.toBe(scope)
})

test('one that ended, or that the server forgot, begins anew', () => {
  const store = memory()
  const scope = scopeOf(store, file('a.csv'), 0)
  expect(scopeOf(store, file('a.csv'), DAY_MS)).not.toBe(scope)
  const second = scopeOf(store, file('a.csv'), DAY_MS)
  forget(store, file('a.csv'), DAY_MS)
  expect(scopeOf(store, file('a.csv'), DAY_MS)).not.toBe(second)
})

test('a browser that keeps nothing imports all the same', () => {
  const refusing = {
    getItem: () => {
      throw new Error('Denied')
    },
    setItem: () => {
      throw new Error('Denied')
    },
  }
  expect(scopeOf(refusing, file('a.csv'), 0)).toMatch(/^web-import /)
  expect(() => forget(refusing, file('a.csv'), 0)).not.toThrow()
})
