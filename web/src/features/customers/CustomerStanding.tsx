// Where somebody stands: the tier with the three scores behind it, and how
// likely it is that they stay away.
import { Stack, Text, Title } from '@mantine/core'
import { graphql } from '../../gql'
import type { CustomerStandingFieldsFragment } from '../../gql/graphql'
import { builtIn } from '../assistant/origin'
import { Suggested } from '../assistant/Suggested'
import classes from './CustomerStanding.module.css'
import { RiskBadge, TierBadge } from './TierBadge'
import { risks, tiers } from './tiers'

export const CustomerStandingFields = graphql(`
  fragment CustomerStandingFields on Customer {
    rfm {
      tier
      recency
      frequency
      monetary
    }
    churnRisk
  }
`)

export function CustomerStanding({ customer }: { customer: CustomerStandingFieldsFragment }) {
  const { rfm, churnRisk } = customer
  return (
    <section aria-labelledby="standing">
      <Title order={2} id="standing" mb="xs">
        Where they stand
      </Title>
      <Stack gap="xs">
        <div>
          <TierBadge tier={rfm.tier} />
          <Text size="sm">{tiers[rfm.tier].about}</Text>
        </div>
        {churnRisk && (
          <div>
            <RiskBadge risk={churnRisk} />
            <Text size="sm">
              {churnRisk === 'LOW' && 'Low churn risk: '}
              {risks[churnRisk].about}
            </Text>
          </div>
        )}
        {typeof rfm.recency === 'number' && (
          <dl className={classes['scores']}>
            <Score label="How recently" score={rfm.recency} />
            <Score label="How often" score={rfm.frequency} />
            <Score label="For how much" score={rfm.monetary} />
          </dl>
        )}
        <Suggested origin={builtIn} />
      </Stack>
    </section>
  )
}

/** Of five: the fifth of all buyers that they belong to. */
function Score({ label, score }: { label: string; score: number | null | undefined }) {
  if (typeof score !== 'number') return null
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <span aria-hidden="true" className={classes['dots']}>
          {'●'.repeat(score)}
          {'○'.repeat(Math.max(0, 5 - score))}
        </span>{' '}
        {score} of 5
      </dd>
    </div>
  )
}
