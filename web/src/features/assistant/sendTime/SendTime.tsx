// When an audience is most likely to look: the day and hour, how sure that is,
// and the week that it rests on. Where there is too little to say, it says so.
import { Badge, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from 'urql'
import { graphql } from '../../../gql'
import type { SendTimeConfidence, SendTimeQuery } from '../../../gql/graphql'
import { formatCount, formatDateTime } from '../../../lib/format'
import { Problem } from '../../../ui/Problem'
import { builtIn } from '../origin'
import type { People } from '../people'
import { Suggestion } from '../Suggestion'
import { HeatMap } from './HeatMap'
import { clock, dayName } from './week'

const SendTimeDocument = graphql(`
  query SendTime($rule: RuleInput, $segmentId: ID) {
    sendTimeRecommendation(rule: $rule, segmentId: $segmentId) {
      best {
        weekday
        hour
        next
      }
      confidence
      reason
      people
      orders
      histogram {
        weekday
        hour
        orders
        delivered
      }
      timeZone
    }
  }
`)

type Recommendation = SendTimeQuery['sendTimeRecommendation']

const confidences: Record<SendTimeConfidence, { label: string; color: string }> = {
  NOT_ENOUGH_DATA: { label: 'Not enough data', color: 'gray' },
  LOW: { label: 'A hint, no more', color: 'orange' },
  MEDIUM: { label: 'Likely', color: 'indigo' },
  HIGH: { label: 'Clear', color: 'green' },
}

export function SendTime({ audience }: { audience: People }) {
  const [{ data, error }, execute] = useQuery({
    query: SendTimeDocument,
    variables: audience,
    requestPolicy: 'cache-and-network',
  })
  const retry = () => execute({ requestPolicy: 'network-only' })
  const found = data?.sendTimeRecommendation
  if (found) return <Recommended found={found} />
  if (error) return <Problem title="No time was suggested" error={error} onRetry={retry} />
  return <Skeleton height={340} aria-busy="true" aria-label="Looking at when they order" />
}

function Recommended({ found }: { found: Recommendation }) {
  const { best, confidence, reason, people, orders, histogram, timeZone } = found
  if (!best) {
    return (
      <Suggestion origin={builtIn} label="The suggested time">
        <Text fw={550}>There is not enough to go by yet</Text>
        <Text size="sm">{reason} Send when it suits you; the next campaigns will tell more.</Text>
      </Suggestion>
    )
  }
  const { label, color } = confidences[confidence]
  return (
    <Suggestion origin={builtIn} label="The suggested time">
      <Group gap="xs">
        <Text fw={550}>
          {dayName(best.weekday)} at {clock(best.hour)}
        </Text>
        <Badge variant="dot" color={color} tt="none" fw={500}>
          {label}
        </Badge>
      </Group>
      <Stack gap={2}>
        <Text size="sm">{reason}</Text>
        <Text size="sm" c="dimmed">
          Next on {formatDateTime(best.next, timeZone)}. Looked at: {formatCount(people)} people and
          their {formatCount(orders)} orders, in {timeZone}.
        </Text>
        <Text size="sm" c="dimmed">
          This is advice and sets nothing: the campaign goes out when you launch it.
        </Text>
      </Stack>
      <HeatMap histogram={histogram} best={best} />
    </Suggestion>
  )
}
