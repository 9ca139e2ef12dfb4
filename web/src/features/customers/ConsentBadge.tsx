import { Badge } from '@mantine/core'
import type { Consent } from '../../gql/graphql'

const shown: Record<Consent, { label: string; color: string }> = {
  GRANTED: { label: 'Granted', color: 'green' },
  UNKNOWN: { label: 'Unknown', color: 'gray' },
  WITHDRAWN: { label: 'Withdrawn', color: 'red' },
}

/** Whether they may be messaged. */
export function ConsentBadge({ consent }: { consent: Consent }) {
  const { label, color } = shown[consent]
  return (
    <Badge variant="dot" color={color} tt="none" fw={500}>
      {label}
    </Badge>
  )
}
