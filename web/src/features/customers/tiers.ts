// What kind of customer somebody is, in words: the tiers by how recently, how
// often and for how much they buy, and how likely it is that they stay away.
import type { ChurnRisk, CustomerTier } from '../../gql/graphql'

export interface TierWords {
  label: string
  /** For who does not know the word. */
  about: string
  color: string
}

export const tiers: Record<CustomerTier, TierWords> = {
  CHAMPION: {
    label: 'Champion',
    about: 'Bought lately, buys often, and spends the most.',
    color: 'green',
  },
  LOYAL: { label: 'Loyal', about: 'Buys often and comes back.', color: 'teal' },
  PROMISING: {
    label: 'Promising',
    about: 'Bought not long ago, and may come to buy more.',
    color: 'indigo',
  },
  NEW: { label: 'New', about: 'Has just bought for the first time.', color: 'blue' },
  NEEDS_ATTENTION: {
    label: 'Needs attention',
    about: 'Has not bought for some while, and never much.',
    color: 'yellow',
  },
  AT_RISK: {
    label: 'At risk',
    about: 'Was a good customer and has not bought for long.',
    color: 'orange',
  },
  HIBERNATING: {
    label: 'Hibernating',
    about: 'Bought little, and long ago.',
    color: 'gray',
  },
  PROSPECT: { label: 'Prospect', about: 'Has not bought anything yet.', color: 'gray' },
}

export const risks: Record<ChurnRisk, TierWords> = {
  LOW: { label: 'Low', about: 'They are within their own rhythm of buying.', color: 'green' },
  MEDIUM: {
    label: 'Medium',
    about: 'It is longer than usual since they last bought.',
    color: 'yellow',
  },
  HIGH: {
    label: 'High',
    about: 'It is much longer than usual since they last bought.',
    color: 'red',
  },
}
