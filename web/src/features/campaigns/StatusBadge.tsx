import { Badge } from '@mantine/core'
import type { CampaignStatus } from '../../gql/graphql'

const shown: Record<CampaignStatus, { label: string; color: string }> = {
  DRAFT: { label: 'Draft', color: 'gray' },
  PREPARING: { label: 'Preparing', color: 'indigo' },
  RUNNING: { label: 'Running', color: 'indigo' },
  PAUSED: { label: 'Paused', color: 'orange' },
  COMPLETED: { label: 'Completed', color: 'green' },
  CANCELLED: { label: 'Cancelled', color: 'gray' },
}

/** For lists that one chooses from. */
export const statusNames: Record<CampaignStatus, string> = {
  DRAFT: shown.DRAFT.label,
  PREPARING: shown.PREPARING.label,
  RUNNING: shown.RUNNING.label,
  PAUSED: shown.PAUSED.label,
  COMPLETED: shown.COMPLETED.label,
  CANCELLED: shown.CANCELLED.label,
}

export function StatusBadge({ status }: { status: CampaignStatus }) {
  const { label, color } = shown[status]
  return (
    <Badge variant="default" tt="none" fw={500} leftSection={<Dot color={color} />}>
      {label}
    </Badge>
  )
}

function Dot({ color }: { color: string }) {
  const background = `var(--mantine-color-${color}-6)`
  return <span style={{ display: 'block', width: 8, height: 8, borderRadius: 4, background }} />
}
