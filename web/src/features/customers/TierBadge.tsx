import { Badge } from '@mantine/core'
import type { ChurnRisk, CustomerTier } from '../../gql/graphql'
import { risks, tiers } from './tiers'

export function TierBadge({ tier }: { tier: CustomerTier }) {
  const { label, about, color } = tiers[tier]
  return (
    <Badge variant="dot" color={color} tt="none" fw={500} title={about}>
      {label}
    </Badge>
  )
}

/** A risk that nobody needs to act on is not worth the room. */
export function RiskBadge({ risk }: { risk: ChurnRisk | null | undefined }) {
  if (!risk || risk === 'LOW') return null
  const { label, about, color } = risks[risk]
  return (
    <Badge variant="dot" color={color} tt="none" fw={500} title={about}>
      {label} churn risk
    </Badge>
  )
}
