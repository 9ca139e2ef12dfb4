// What an example is, and what several of them share.

export interface Example {
  /** The operation's own name; also how a link asks for it. */
  name: string
  title: string
  query: string
  /** JSON text, as the variables editor takes it; empty where there are none. */
  variables: string
}

export interface ExampleArea {
  area: string
  operations: readonly Example[]
}

export const example = (title: string, query: string, variables?: object): Example => ({
  name: /(?:query|mutation|subscription)\s+(\w+)/.exec(query)?.[1] ?? title,
  title,
  query: `${query.trim()}\n`,
  variables: variables ? JSON.stringify(variables, null, 2) : '',
})

/** Stands where an id of the reader's own data belongs; one word, so that a double click selects it. */
export const ID = 'PASTE_AN_ID_HERE'

/** spend > ₹10,000 and visits < 3, or inactive for 90 days */
export const winBack = {
  any: [
    { all: [{ spend: { gt: '10000' } }, { visits: { lt: 3 } }] },
    { lastOrderAt: { notWithinLast: { days: 90 } } },
  ],
}

/** At least two completed orders over ₹500 within 90 days, and not told to be left alone. */
export const loyal = {
  all: [
    {
      orders: {
        count: { gte: 2 },
        where: { amount: { gt: '500' }, placedAt: { withinLast: { days: 90 } } },
      },
    },
    { not: { tag: { has: 'do-not-disturb' } } },
  ],
}
