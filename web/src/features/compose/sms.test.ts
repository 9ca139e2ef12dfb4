import { expect, test } from 'vitest'
import { measureSms } from './sms'

test.each([
  ['', { length: 0, room: 160, parts: 0, outside: null }],
  ['a'.repeat(160), { length: 160, room: 160, parts: 1, outside: null }],
  ['a'.repeat(161), { length: 161, room: 306, parts: 2, outside: null }],
  ['a'.repeat(306), { length: 306, room: 306, parts: 2, outside: null }],
  ['€'.repeat(80), { length: 160, room: 160, parts: 1, outside: null }],
  ['€'.repeat(81), { length: 162, room: 306, parts: 2, outside: null }],
  ['₹' + 'a'.repeat(69), { length: 70, room: 70, parts: 1, outside: '₹' }],
  ['₹' + 'a'.repeat(70), { length: 71, room: 134, parts: 2, outside: '₹' }],
  ['🎉', { length: 2, room: 70, parts: 1, outside: '🎉' }],
])('measures %j as the server does', (text, expected) => {
  expect(measureSms(text)).toEqual(expected)
})
