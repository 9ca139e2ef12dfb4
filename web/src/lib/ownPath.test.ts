import { expect, test } from 'vitest'
import { ownPath, signInPath } from './ownPath'

test.each(['/', '/campaigns/cam_4', '/playground?example=viewer', '/nowhere?a=%5C#top'])(
  'the path %s of our own is kept',
  (path) => {
    expect(ownPath(path)).toBe(path)
  },
)

test.each([
  undefined,
  42,
  '',
  'campaigns',
  'https://evil.example',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/.//evil.example',
  '/campaigns/..//evil.example',
  '/a?b=\\',
  'javascript:alert(1)',
  '/sign-in?return_to=/sign-in',
  `/${'a'.repeat(2_000)}`,
])('%j leads to the front page', (text) => {
  expect(ownPath(text)).toBe('/')
})

test('what is not plain is written so that the server takes it', () => {
  expect(ownPath('/campaigns/दिवाली x')).toBe(
    '/campaigns/%E0%A4%A6%E0%A4%BF%E0%A4%B5%E0%A4%BE%E0%A4%B2%E0%A5%80%20x',
  )
})

test('the sign-in page is told where to lead', () => {
  expect(signInPath('/')).toBe('/sign-in')
  expect(signInPath('/playground?example=viewer')).toBe(
    '/sign-in?return_to=%2Fplayground%3Fexample%3Dviewer',
  )
})
