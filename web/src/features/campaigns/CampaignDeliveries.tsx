// The people of a campaign and what became of the message to each. What is on
// screen is asked for again as the campaign moves: the feed of all messages is
// lossy, and of a million of them a page shows a few dozen.
import { Anchor, Group, NativeSelect, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { MessageStatus } from '../../gql/graphql'
import { formatCount } from '../../lib/format'
import classes from './CampaignDeliveries.module.css'
import { DeliveryRows } from './DeliveryRows'
import { type Progress, statusCounts } from './progress'

export function CampaignDeliveries({ id, progress }: { id: string; progress: Progress }) {
  const [status, setStatus] = useState<MessageStatus | null>(null)
  const counts = statusCounts(progress)
  const options = [
    { value: '', label: `Everybody (${formatCount(progress.audience)})` },
    ...counts.map(({ status: value, label, count }) => ({
      value,
      label: `${label} (${formatCount(count)})`,
    })),
  ]
  return (
    <section aria-labelledby="deliveries">
      <Stack gap="sm">
        <Group justify="space-between" align="end">
          <Title order={2} id="deliveries">
            People
          </Title>
          <Group gap="sm">
            <Anchor href={`/exports/campaigns/${id}.csv`} download size="sm">
              Download all as CSV
            </Anchor>
            <NativeSelect
              aria-label="Show people by status"
              data={options}
              value={status ?? ''}
              onChange={({ currentTarget: { value } }) =>
                setStatus(counts.find((one) => one.status === value)?.status ?? null)
              }
            />
          </Group>
        </Group>
        <table className={classes['table']}>
          <thead>
            <tr>
              <th scope="col">Person</th>
              <th scope="col" className={classes['message']}>
                Message
              </th>
              <th scope="col">Status</th>
            </tr>
          </thead>
          <DeliveryRows
            key={status}
            campaign={id}
            status={status}
            after={null}
            turn={String(progress.sequence)}
            empty={<Text size="sm">{describeNobody(status, progress)}</Text>}
          />
        </table>
      </Stack>
    </section>
  )
}

function describeNobody(status: MessageStatus | null, progress: Progress): string {
  if (progress.status === 'PREPARING') return 'The audience is being drawn.'
  return status ? 'Nobody stands there.' : 'Nobody matched when the campaign was launched.'
}
