import { expect, test } from 'vitest'
import { atFields, audienceOf, type Draft, inputOf, missing, ruleInAddress, ruleOf } from './draft'

const error = (path: string, message: string, code = 'X') => ({ code, message, path })

const draft: Draft = {
  name: ' Diwali ',
  audience: { kind: 'everyone' },
  channel: 'SMS',
  message: 'Hi',
  ratePerSecond: null,
}

test('each audience is told to the API in its own way', () => {
  const common = { name: 'Diwali', channel: 'SMS', message: 'Hi', ratePerSecond: null }
  const rule = { visits: { lt: 3 } }
  expect(inputOf(draft)).toEqual({ ...common, rule: { everyone: true } })
  expect(inputOf({ ...draft, audience: { kind: 'segment', id: 's1' } })).toEqual({
    ...common,
    segmentId: 's1',
  })
  expect(inputOf({ ...draft, audience: { kind: 'rule', rule } })).toEqual({ ...common, rule })
  expect(ruleOf({ kind: 'segment', id: 's1' })).toEqual({ segment: 's1' })
  expect(ruleOf({ kind: 'segment', id: null })).toBeNull()
})

test('an address that carries no rule is no audience of its own', () => {
  expect(ruleInAddress('{"visits":{"lt":3}}')).toEqual({ visits: { lt: 3 } })
  for (const text of [undefined, '{', '[]', '3', 'null']) {
    expect(ruleInAddress(text)).toBeUndefined()
  }
  expect(audienceOf(undefined, undefined)).toEqual({ kind: 'unchosen' })
  expect(audienceOf(undefined, { everyone: true })).toEqual({ kind: 'everyone' })
  expect(audienceOf('s1', { everyone: true })).toEqual({ kind: 'segment', id: 's1' })
})

test('what is empty is asked for at its field', () => {
  expect(missing(draft)).toEqual({})
  expect(
    Object.keys(missing({ ...draft, name: ' ', message: '', audience: audienceOf('', null) })),
  ).toEqual(['name', 'message'])
  expect(missing({ ...draft, audience: { kind: 'segment', id: null } })).toEqual({
    audience: 'Choose a segment.',
  })
})

test('complaints of the API find their fields', () => {
  expect(
    atFields([
      error('input.name', 'Name.'),
      error('input.message', 'One.'),
      error('message', 'Two.'),
      error('input.rule.all.0.visits', 'Rule.'),
      error('input.ratePerSecond', 'Rate.'),
      error('input.idempotencyKey', 'Key.'),
    ]),
  ).toEqual({
    at: { name: 'Name.', message: 'One. Two.', audience: 'Rule.', ratePerSecond: 'Rate.' },
    rest: [error('input.idempotencyKey', 'Key.')],
  })
  expect(atFields([error('input', 'Whom?', 'AUDIENCE_REQUIRED')]).at).toEqual({ audience: 'Whom?' })
})
