// Random rules for tests, the same for the same seed.
import type { RuleInput } from '../../gql/graphql'

/** A number from 0 below 1; mulberry32. */
export type Random = () => number

export function seeded(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function upTo(random: Random, most: number): number {
  return Math.floor(random() * most)
}

function pick<T>(random: Random, ...options: [T, ...T[]]): T {
  return options[upTo(random, options.length)] ?? options[0]
}

function some<T>(random: Random, make: () => T): T[] {
  return Array.from({ length: 1 + upTo(random, 3) }, make)
}

/** At most 6 deep. */
export function randomRule(random: Random, depth = 6): RuleInput {
  const group = () => some(random, () => randomRule(random, depth - 1))
  const make =
    depth > 1 && random() < 0.6
      ? pick<() => object>(
          random,
          () => ({ all: group() }),
          () => ({ any: group() }),
          () => ({ not: randomRule(random, depth - 1) }),
        )
      : () => leaf(random)
  return make() as RuleInput
}

function leaf(random: Random): object {
  const make = pick<() => object>(
    random,
    () => ({ [pick(random, 'spend', 'averageOrderValue')]: decimal(random) }),
    () => ({ [pick(random, 'orderCount', 'visits')]: int(random) }),
    () => ({ [pick(random, 'firstOrderAt', 'lastOrderAt', 'createdAt')]: date(random) }),
    () => ({ [pick(random, 'name', 'email', 'phone', 'city', 'country')]: text(random) }),
    () => ({ tag: tag(random) }),
    () => ({ consent: pick(random, 'GRANTED', 'UNKNOWN', 'WITHDRAWN') }),
    () => ({ tier: pick(random, 'CHAMPION', 'NEEDS_ATTENTION', 'PROSPECT') }),
    () => ({ churnRisk: pick(random, 'LOW', 'MEDIUM', 'HIGH') }),
    () => ({ lookalike: `like_${upTo(random, 100)}` }),
    () => ({ attribute: attribute(random) }),
    () => ({ orders: orders(random) }),
    () => ({ segment: `segment_${upTo(random, 100)}` }),
    () => ({ everyone: true }),
  )
  return make()
}

function amount(random: Random): string {
  return `${upTo(random, 1e6)}${pick(random, '', '.5', '.05', '.00')}`
}

function word(random: Random): string {
  return pick(random, 'Pune', 'नई दिल्ली', 'a,b', '"', '0', 'null', ' padded ', '💐')
}

function instant(random: Random): string {
  return new Date(upTo(random, 2e12)).toISOString()
}

function compared<T>(random: Random, value: () => T): object {
  const operator = pick(random, 'eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'isMissing')
  if (operator === 'isMissing') return { isMissing: random() < 0.5 }
  return { [operator]: operator === 'between' ? { from: value(), to: value() } : value() }
}

const decimal = (random: Random) => compared(random, () => amount(random))
const int = (random: Random) => compared(random, () => upTo(random, 2 ** 31))

function date(random: Random): object {
  const operator = pick(random, 'before', 'after', 'between', 'withinLast', 'notWithinLast')
  if (operator === 'between') return { between: { from: instant(random), to: instant(random) } }
  if (operator === 'before' || operator === 'after') return { [operator]: instant(random) }
  const unit = pick(random, 'hours', 'days', 'weeks', 'months', 'years')
  return { [operator]: { [unit]: 1 + upTo(random, 400) } }
}

function text(random: Random): object {
  const operator = pick(random, 'eq', 'ne', 'in', 'notIn', 'contains', 'startsWith', 'isMissing')
  if (operator === 'isMissing') return { isMissing: random() < 0.5 }
  const listed = operator === 'in' || operator === 'notIn'
  return { [operator]: listed ? some(random, () => word(random)) : word(random) }
}

function tag(random: Random): object {
  const operator = pick(random, 'has', 'hasAny', 'hasAll', 'hasNone')
  return { [operator]: operator === 'has' ? word(random) : some(random, () => word(random)) }
}

function attribute(random: Random): object {
  const test = pick<() => object>(
    random,
    () => ({ text: text(random) }),
    () => ({ number: decimal(random) }),
    () => ({ date: date(random) }),
    () => ({ flag: random() < 0.5 }),
    () => ({ isMissing: random() < 0.5 }),
  )
  return { name: word(random), ...test() }
}

/** Each field of it with even odds, and at least one figure. */
function orders(random: Random): object {
  const where = {
    ...(random() < 0.5 && { status: some(random, () => pick(random, 'PENDING', 'REFUNDED')) }),
    ...(random() < 0.5 && { amount: decimal(random) }),
    ...(random() < 0.5 && { placedAt: date(random) }),
    ...(random() < 0.5 && { [pick(random, 'channel', 'sku', 'category')]: text(random) }),
  }
  return {
    ...(Object.keys(where).length > 0 && { where }),
    count: int(random),
    ...(random() < 0.5 && { [pick(random, 'total', 'average', 'max')]: decimal(random) }),
  }
}
