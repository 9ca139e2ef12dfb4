import { Badge } from '@mantine/core'
import type { ConnectionState } from '../lib/connection'

const shown: Record<ConnectionState, { label: string; color: string } | null> = {
  idle: null,
  connecting: { label: 'Connecting', color: 'gray' },
  live: { label: 'Live', color: 'green' },
  reconnecting: { label: 'Reconnecting', color: 'orange' },
  signedOut: { label: 'Signed out', color: 'gray' },
}

/** Whether what is on screen follows the server at this moment. */
export function ConnectionBadge({ state }: { state: ConnectionState }) {
  const badge = shown[state]
  return (
    <span role="status" aria-label="Live updates" style={{ display: 'flex' }}>
      {badge && (
        <Badge variant="dot" color={badge.color} tt="none" fw={500}>
          {badge.label}
        </Badge>
      )}
    </span>
  )
}
