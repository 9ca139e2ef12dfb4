// Rules to start from, by what a brand wants to reach.
import type { RuleInput } from '../../gql/graphql'

export interface Template {
  name: string
  goal: string
  rule: RuleInput
}

export const templates: readonly Template[] = [
  {
    name: 'Loyal',
    goal: 'Five orders or more, the last one within 90 days',
    rule: { all: [{ orderCount: { gte: 5 } }, { lastOrderAt: { withinLast: { days: 90 } } }] },
  },
  {
    name: 'At risk',
    goal: 'Used to buy, and have not for 90 days',
    rule: { all: [{ orderCount: { gte: 2 } }, { lastOrderAt: { notWithinLast: { days: 90 } } }] },
  },
  {
    name: 'New',
    goal: 'First order within the last 30 days',
    rule: { all: [{ firstOrderAt: { withinLast: { days: 30 } } }] },
  },
  {
    name: 'Big spenders',
    goal: 'Spent more than 10,000 in all',
    rule: { all: [{ spend: { gt: '10000' } }] },
  },
  {
    name: 'Never bought',
    goal: 'Known, and without a single order',
    rule: { all: [{ orderCount: { eq: 0 } }] },
  },
  {
    name: 'One-time buyers',
    goal: 'One order, more than 30 days ago',
    rule: { all: [{ orderCount: { eq: 1 } }, { lastOrderAt: { notWithinLast: { days: 30 } } }] },
  },
  {
    name: 'Big baskets',
    goal: 'Two orders above 2,000 within half a year',
    rule: {
      all: [
        {
          orders: {
            where: { amount: { gt: '2000' }, placedAt: { withinLast: { months: 6 } } },
            count: { gte: 2 },
          },
        },
      ],
    },
  },
  {
    name: 'Win back',
    goal: 'Spent more than 10,000 on few visits, or away for 90 days',
    rule: {
      any: [
        { all: [{ spend: { gt: '10000' } }, { visits: { lt: 3 } }] },
        { lastOrderAt: { notWithinLast: { days: 90 } } },
      ],
    },
  },
]
