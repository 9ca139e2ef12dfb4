// Answers as the server gives them, for the tests of this folder.
import { comparedKinds, type ComparedField } from './ruleCodec'

const numbers = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'isMissing']
const comparisons = {
  MONEY: numbers,
  NUMBER: numbers,
  COUNT: numbers,
  DATE: ['before', 'after', 'between', 'withinLast', 'notWithinLast', 'isMissing'],
  TEXT: ['eq', 'ne', 'in', 'notIn', 'contains', 'startsWith', 'endsWith', 'isMissing'],
  TAGS: ['has', 'hasAny', 'hasAll', 'hasNone'],
}

const labels: Record<ComparedField, string> = {
  spend: 'Total spend',
  averageOrderValue: 'Average order value',
  orderCount: 'Number of orders',
  visits: 'Number of visits',
  firstOrderAt: 'First order',
  lastOrderAt: 'Last order',
  createdAt: 'Joined',
  name: 'Name',
  email: 'Email',
  phone: 'Phone',
  city: 'City',
  country: 'Country',
  tag: 'Tags',
}

function field(name: string, label: string, fields: object = {}) {
  return {
    __typename: 'RuleField' as const,
    name,
    label,
    kind: 'CHOICE',
    comparisons: [] as string[],
    values: [] as string[],
    attributes: [] as object[],
    ...fields,
  }
}

export function ruleFields() {
  const compared = (Object.keys(comparedKinds) as ComparedField[]).map((name) => {
    const kind = comparedKinds[name]
    const values = { city: ['Pune', 'Mumbai'], tag: ['vip', 'b2b'] }[name as string] ?? []
    return field(name, labels[name], { kind, comparisons: comparisons[kind], values })
  })
  const attributes = [
    { __typename: 'RuleAttribute', name: 'plan', kinds: ['TEXT'] },
    { __typename: 'RuleAttribute', name: 'points', kinds: ['NUMBER'] },
  ]
  return {
    data: {
      ruleFields: [
        ...compared,
        field('consent', 'Consent', { values: ['GRANTED', 'UNKNOWN', 'WITHDRAWN'] }),
        field('tier', 'Tier', { values: ['CHAMPION', 'LOYAL'] }),
        field('churnRisk', 'Churn risk', { values: ['LOW', 'MEDIUM', 'HIGH'] }),
        field('lookalike', 'Lookalike audience', { kind: 'LOOKALIKE' }),
        field('attribute', 'Attribute', { kind: 'ATTRIBUTE', attributes }),
        field('segment', 'Segment', { kind: 'SEGMENT' }),
        field('orders.count', 'How many of certain orders', { kind: 'COUNT' }),
        field('orders.where.status', 'Order status', {
          values: ['PENDING', 'COMPLETED', 'CANCELLED', 'REFUNDED'],
        }),
        field('orders.where.channel', 'Order channel', { kind: 'TEXT', values: ['web', 'store'] }),
      ],
    },
  }
}

/** A preview of that many of 2,00,000, with counts by path. */
export function preview(count: number, nodes: Record<string, number> = {}) {
  return {
    data: {
      segmentPreview: {
        __typename: 'SegmentPreview',
        count,
        reachable: Math.floor(count / 2),
        everyone: 200_000,
        tookMs: 4.25,
        sentence: 'have spent more than ₹10,000',
        nodes: Object.entries({ '': count, ...nodes }).map(([path, at]) => ({
          __typename: 'RuleNodeCount',
          path,
          count: at,
        })),
        sample: [
          {
            __typename: 'Customer',
            id: 'customer_1',
            externalId: 'C-1',
            name: 'Asha Rao',
            city: 'Pune',
            spend: '12500.00',
            lastOrderAt: null,
          },
        ],
      },
    },
  }
}

export function segment(fields: object = {}) {
  return {
    __typename: 'Segment' as const,
    id: 'segment_1',
    name: 'Win back',
    description: 'Who went away',
    rule: {
      any: [
        { all: [{ spend: { gt: '10000' } }, { visits: { lt: 3 } }] },
        { lastOrderAt: { notWithinLast: { days: 90 } } },
      ],
    },
    sentence: 'have spent more than ₹10,000 and visited less than 3 times',
    updatedAt: '2026-11-21T08:30:00Z',
    usedBy: [] as object[],
    ...fields,
  }
}

export function segmentList(...nodes: object[]) {
  return {
    data: {
      segments: {
        __typename: 'SegmentConnection',
        nodes,
        pageInfo: { __typename: 'PageInfo', hasNextPage: false, endCursor: null as string | null },
      },
    },
  }
}

/** What became of saving: no segment and no errors, but for what is given. */
export function payload(fields: object) {
  return {
    data: { result: { __typename: 'SegmentPayload', segment: null, userErrors: [], ...fields } },
  }
}
