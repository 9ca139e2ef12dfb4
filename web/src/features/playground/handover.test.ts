// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest'
import { handToPlayground, takeHanded } from './handover'

afterEach(() => vi.restoreAllMocks())

test('headers are in the storage while the new tab opens, and not in its address nor later', () => {
  let copied: string | null = null
  const open = vi.spyOn(window, 'open').mockImplementation(() => {
    copied = sessionStorage.getItem('xeno.playground.headers')
    return window
  })
  expect(handToPlayground({ Authorization: 'Bearer xeno_secret' })).toBe(true)
  expect(JSON.parse(copied ?? '')).toEqual({ Authorization: 'Bearer xeno_secret' })
  expect(open).toHaveBeenCalledWith('/playground', '_blank')
  expect(sessionStorage).toHaveLength(0)
})

test('what was handed over can be taken once', () => {
  sessionStorage.setItem('xeno.playground.headers', '{}')
  expect([takeHanded(), takeHanded()]).toEqual(['{}', undefined])
})

test('a browser that opens no tab is said to', () => {
  vi.spyOn(window, 'open').mockReturnValue(null)
  expect(handToPlayground({})).toBe(false)
})
