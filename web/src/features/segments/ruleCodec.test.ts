import { describe, expect, test } from 'vitest'
import type { RuleInput } from '../../gql/graphql'
import { randomRule, seeded } from './randomRule'
import {
  type Condition,
  fromInput,
  fromText,
  isGroup,
  type RuleTree,
  toInput,
  write,
} from './ruleCodec'

const decimals: object[] = [
  ...['eq', 'ne', 'gt', 'gte', 'lt', 'lte'].map((operator) => ({ [operator]: '10000.50' })),
  { between: { from: '0', to: '99999999999999999.99' } },
  { isMissing: true },
  { isMissing: false },
]
const ints: object[] = [
  ...['eq', 'ne', 'gt', 'gte', 'lt', 'lte'].map((operator) => ({ [operator]: 3 })),
  { between: { from: 0, to: 2_147_483_647 } },
  { isMissing: true },
  { isMissing: false },
]
const dates: object[] = [
  { before: '2026-01-01T00:00:00Z' },
  { after: '2026-01-01T00:00:00.123456+05:30' },
  { between: { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' } },
  ...['hours', 'days', 'weeks', 'months', 'years'].flatMap((unit) => [
    { withinLast: { [unit]: 90 } },
    { notWithinLast: { [unit]: 1 } },
  ]),
  { isMissing: true },
  { isMissing: false },
]
const texts: object[] = [
  ...['eq', 'ne', 'contains', 'startsWith', 'endsWith'].map((operator) => ({
    [operator]: ' Île, "x" ',
  })),
  { in: ['Pune', 'Delhi, NCR'] },
  { notIn: ['Pune'] },
  { isMissing: true },
  { isMissing: false },
]
const tags: object[] = [
  { has: 'vip' },
  { hasAny: ['vip', 'b2b'] },
  { hasAll: ['vip'] },
  { hasNone: ['vip', 'b2b'] },
]

function each(fields: string[], comparisons: object[]): object[] {
  return fields.flatMap((field) => comparisons.map((comparison) => ({ [field]: comparison })))
}

const leaves: object[] = [
  { everyone: true },
  ...each(['spend', 'averageOrderValue'], decimals),
  ...each(['orderCount', 'visits'], ints),
  ...each(['firstOrderAt', 'lastOrderAt', 'createdAt'], dates),
  ...each(['name', 'email', 'phone', 'city', 'country'], texts),
  ...each(['tag'], tags),
  ...['GRANTED', 'UNKNOWN', 'WITHDRAWN'].map((consent) => ({ consent })),
  ...[
    'CHAMPION',
    'LOYAL',
    'PROMISING',
    'NEW',
    'NEEDS_ATTENTION',
    'AT_RISK',
    'HIBERNATING',
    'PROSPECT',
  ].map((tier) => ({ tier })),
  ...['LOW', 'MEDIUM', 'HIGH'].map((churnRisk) => ({ churnRisk })),
  { segment: 'segment_1' },
  { lookalike: 'like_1' },
  ...each(['text'], texts)
    .concat(each(['number'], decimals), each(['date'], dates))
    .concat([{ flag: true }, { flag: false }, { isMissing: true }, { isMissing: false }])
    .map((comparison) => ({ attribute: { name: 'Loyalty level', ...comparison } })),
  ...each(['count'], ints)
    .concat(each(['total', 'average', 'max'], decimals))
    .map((figure) => ({ orders: figure })),
  ...each(['amount'], decimals)
    .concat(each(['placedAt'], dates), each(['channel', 'sku', 'category'], texts))
    .concat([{ status: ['REFUNDED', 'PENDING', 'COMPLETED', 'CANCELLED'] }])
    .map((where) => ({ orders: { where, count: { eq: 0 } } })),
]

function thereAndBack(rule: object): RuleInput | null {
  const tree = fromInput(rule)
  return tree && toInput(tree)
}

describe('every condition', () => {
  test.each(leaves.map((leaf) => [JSON.stringify(leaf), leaf] as const))('%s', (_, leaf) => {
    expect(thereAndBack(leaf)).toEqual(leaf)
    expect(thereAndBack({ not: leaf })).toEqual({ not: leaf })
    expect(thereAndBack({ any: [leaf, { all: [leaf] }] })).toEqual({ any: [leaf, { all: [leaf] }] })
  })
})

describe('groups', () => {
  const leaf = { visits: { lt: 3 } }
  test.each([
    { all: [leaf] },
    { any: [leaf, leaf] },
    { not: { all: [leaf] } },
    { not: { any: [leaf, { not: leaf }] } },
    { not: { not: leaf } },
    { not: { not: { not: { any: [leaf] } } } },
    { all: [{ any: [{ not: { all: [{ any: [leaf] }] } }] }] },
  ])('%j', (rule) => {
    expect(thereAndBack(rule)).toEqual(rule)
  })

  test('a negated condition that gets company becomes a negated group', () => {
    const tree = fromInput({ not: leaf })
    const grown = tree && { ...tree, rules: [...tree.rules, ...tree.rules] }
    expect(grown && toInput(grown)).toEqual({ not: { all: [leaf, leaf] } })
  })
})

test('any rule comes back as it was, and its tree too', () => {
  const random = seeded(20_261_122)
  for (let round = 0; round < 2_000; round += 1) {
    const rule = randomRule(random)
    const tree = fromInput(rule)
    const back = tree && toInput(tree)
    expect(back).toEqual(rule)
    expect(withoutIds(fromInput(back))).toEqual(withoutIds(tree))
  }
})

function withoutIds(tree: RuleTree | null): unknown {
  return JSON.parse(
    JSON.stringify(tree, (key, value: unknown) => (key === 'id' ? undefined : value)),
  )
}

describe('what is no rule is not shown as another one', () => {
  test.each([
    null,
    'spend',
    [],
    {},
    { all: {} },
    { all: [{ spend: { gt: '1' } }, {}] },
    { spend: { gt: '1' }, visits: { gt: 1 } },
    { spend: { like: '1' } },
    { spend: { isPresent: true } },
    { spend: { between: { from: '1' } } },
    { lastOrderAt: { withinLast: { eons: 1 } } },
    { tag: { isMissing: true } },
    { everyone: false },
    { consent: 'MAYBE' },
    { tier: 'GOLD' },
    { tier: 'LOW' },
    { churnRisk: 'loyal' },
    { churnRisk: null },
    { lookalike: 7 },
    { attribute: { text: { eq: 'x' } } },
    { attribute: { name: 'x', flag: true, isMissing: true } },
    { orders: { count: { gt: 1 }, median: { gt: '1' } } },
    { orders: { count: { gt: 1 }, where: { colour: { eq: 'red' } } } },
    { birthday: { eq: 'x' } },
  ])('%j', (input) => {
    expect(fromInput(input)).toBeNull()
  })

  test.each([undefined, '', '{', '[]', '"all"', '{"all":1}'])('the address %j', (text) => {
    expect(fromText(text)).toBeNull()
  })
})

function condition(id: string, fields: Partial<Condition>): Condition {
  return { id, field: 'spend', operator: 'gt', value: '', ...fields }
}

function group(rules: RuleTree['rules'], fields: Partial<RuleTree> = {}): RuleTree {
  return { id: 'group', combinator: 'or', rules, ...fields }
}

describe('what is unfinished', () => {
  const done = condition('done', { value: '1' })

  test.each([
    [{ value: '1e3' }, 'Enter an amount.'],
    [{ operator: 'between', value: { from: '1', to: '' } }, 'Enter an amount.'],
    [{ field: 'visits', value: '1.5' }, 'Enter a whole number.'],
    [{ field: 'visits', value: '2147483648' }, 'Enter a smaller number.'],
    [{ field: 'city', operator: 'eq', value: ' ' }, 'Enter a text.'],
    [{ field: 'city', operator: 'in', value: [] }, 'Choose at least one.'],
    [{ field: 'tag', operator: 'has' }, 'Choose a tag.'],
    [{ field: 'createdAt', operator: 'before' }, 'Choose a date.'],
    [{ field: 'createdAt', operator: 'gt' }, 'Choose how to compare.'],
    [{ field: 'segment' }, 'Choose a segment.'],
    [{ field: 'consent' }, 'Choose one.'],
    [{ field: 'tier', value: 'GRANTED' }, 'Choose one.'],
    [{ field: 'churnRisk' }, 'Choose one.'],
    [{ field: 'lookalike' }, 'Choose the segment of a lookalike audience instead.'],
    [{ field: 'attribute', value: { name: '', kind: 'FLAG' } }, 'Name an attribute.'],
    [{ field: 'orders', value: { figures: [], where: [] } }, 'Say what is asked of the orders.'],
    [{ field: '~' }, 'Choose what to ask.'],
  ])('%j is told at its node, and there is no rule', (fields, problem) => {
    const { rule, problems } = write(group([done, condition('open', fields)]))
    expect(rule).toBeNull()
    expect([...problems]).toEqual([['open', problem]])
  })

  test('an empty group is everyone to nobody', () => {
    const { rule, problems } = write(group([done, { id: 'empty', combinator: 'and', rules: [] }]))
    expect(rule).toBeNull()
    expect([...problems.keys()]).toEqual(['empty'])
  })

  test('what is muted is left out, and the places close up', () => {
    const tree = group([
      condition('off', { muted: true }),
      done,
      group([done], { id: 'inner', not: true, muted: false }),
    ])
    const { rule, places } = write(tree)
    expect(rule).toEqual({
      any: [{ spend: { gt: '1' } }, { not: { any: [{ spend: { gt: '1' } }] } }],
    })
    expect(places.get('off')).toBeUndefined()
    expect(places.get('inner')).toBe('any.1')
  })

  test('a group of which all is muted is no rule', () => {
    expect(write(group([{ ...done, muted: true }])).rule).toBeNull()
  })
})

test('places are the paths by which the server names nodes', () => {
  const tree = fromInput({
    any: [
      { all: [{ visits: { lt: 3 } }] },
      { not: { spend: { gt: '1' } } },
      { not: { any: [{ everyone: true }] } },
    ],
  })
  if (!tree) throw new Error('This is a rule')
  const { places } = write(tree)
  expect([...places.values()]).toEqual([
    '',
    'any.0',
    'any.0.all.0',
    'any.1',
    'any.1.not',
    'any.2',
    'any.2.not.any.0',
  ])
  expect(tree.rules.every(isGroup)).toBe(true)
})
