// Where the messages stand, while they are on their way.
import { Skeleton, Text, Title } from '@mantine/core'
import type { DashboardTotalsFragment } from '../../gql/graphql'
import { formatCount, formatRatio } from '../../lib/format'
import { StackedBar } from '../../ui/StackedBar'
import classes from './Messages.module.css'
import type { Period } from './period'

type Totals = DashboardTotalsFragment['messages']

interface MessagesProps {
  /** None while they are loading. */
  messages: Totals | undefined
  period: Period
}

export function Messages({ messages, period: { days } }: MessagesProps) {
  return (
    <section aria-labelledby="messages">
      <Title order={2} id="messages">
        Messages
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {days === null
          ? 'Of all campaigns, live.'
          : `Of the campaigns launched within the last ${days} days, live.`}
      </Text>
      <div className={classes['place']}>
        {messages ? <Standing messages={messages} /> : <Skeleton height="4.6rem" />}
      </div>
    </section>
  )
}

function Standing({ messages }: { messages: Totals }) {
  if (messages.audience === 0) {
    return <Text size="sm">No campaign was launched in this time.</Text>
  }
  const parts = [
    { label: 'Delivered', count: messages.delivered, color: 'var(--xeno-delivered)' },
    { label: 'Failed', count: messages.failed, color: 'var(--xeno-failed)' },
    { label: 'Unknown', count: messages.unknown, color: 'var(--xeno-unknown)' },
    { label: 'Skipped', count: messages.skipped, color: 'var(--xeno-skipped)' },
    { label: 'Awaiting receipt', count: messages.sent, color: 'var(--xeno-sent)' },
    { label: 'Pending', count: messages.pending, color: 'var(--xeno-pending)' },
  ]
  const words = parts.map(({ label, count }) => `${formatCount(count)} ${label.toLowerCase()}`)
  return (
    <>
      <StackedBar
        label={`Of ${formatCount(messages.audience)}: ${words.join(', ')}`}
        total={messages.audience}
        parts={parts}
      />
      <dl className={classes['numbers']}>
        {parts.map(({ label, count, color }) => (
          <div key={label}>
            <dt>
              <span className={classes['swatch']} style={{ background: color }} />
              {label}
            </dt>
            <dd>{formatCount(count)}</dd>
          </div>
        ))}
        <div>
          <dt>Delivery rate</dt>
          <dd>{formatRatio(messages.deliveryRate ?? null)}</dd>
        </div>
      </dl>
    </>
  )
}
