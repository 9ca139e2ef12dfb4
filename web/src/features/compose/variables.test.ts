import { expect, test } from 'vitest'
import { insertSnippet, matching, openingAt, snippets } from './variables'

test.each([
  ['Hi {{', 5, { start: 3, typed: '' }],
  ['Hi {{ ci', 8, { start: 3, typed: 'ci' }],
  ['Hi {{ attributes.ti', 19, { start: 3, typed: 'attributes.ti' }],
  ['{{ name }} and {{', 17, { start: 15, typed: '' }],
  ['Hi {', 4, null],
  ['Hi {{ name }}', 13, null],
  ['Hi {{ name | default', 20, null],
  ['Hi {{\nname', 10, null],
  ['Hi {{ name }}', 2, null],
])('of %j at %d a variable is begun: %j', (text, caret, expected) => {
  expect(openingAt(text, caret)).toEqual(expected)
})

test('what was begun gives way to the snippet, and its fallback is selected', () => {
  const [first] = matching(snippets([]), 'first')
  if (!first) throw new Error('first_name is not offered')
  const edit = insertSnippet('Hi {{ fi }}, welcome', 3, 8, first)
  expect(edit.text).toBe("Hi {{ first_name | default('there') }}, welcome")
  expect(edit.text.slice(...edit.selection)).toBe('there')
})

test('without a fallback the caret stands behind', () => {
  const snippet = { text: '{{ visits }}', about: '' }
  expect(insertSnippet('{{', 0, 2, snippet)).toEqual({ text: '{{ visits }}', selection: [12, 12] })
})

test('attributes are offered by a name that the template can read', () => {
  const offered = matching(snippets(['tier', 'loyalty level', "it's"]), 'attributes')
  expect(offered.map(({ text }) => text)).toEqual([
    "{{ attributes.tier | default('…') }}",
    '{{ attributes.tier }}',
    "{{ attributes['loyalty level'] | default('…') }}",
    "{{ attributes['loyalty level'] }}",
  ])
})
