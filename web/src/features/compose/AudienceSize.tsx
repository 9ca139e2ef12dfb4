import { Input, Skeleton, Text } from '@mantine/core'
import { useQuery, useSubscription } from 'urql'
import { graphql } from '../../gql'
import type { Channel, RuleInput } from '../../gql/graphql'
import { formatCount } from '../../lib/format'
import { Problem } from '../../ui/Problem'
import classes from './AudienceSize.module.css'

const ComposeAudience = graphql(`
  query ComposeAudience($rule: RuleInput!, $channel: Channel!) {
    segmentPreview(rule: $rule, channel: $channel) {
      count
      reachable
      sentence
    }
  }
`)

const ComposeAudienceChanged = graphql(`
  subscription ComposeAudienceChanged($rule: RuleInput!, $channel: Channel!) {
    segmentPreview(rule: $rule, channel: $channel) {
      count
      reachable
      sentence
    }
  }
`)

interface AudienceSizeProps {
  rule: RuleInput
  channel: Channel
  error?: string | undefined
}

/** An audience in words and numbers, which follow the data. */
export function AudienceSize({ rule, channel, error: complaint }: AudienceSizeProps) {
  const variables = { rule, channel }
  const [{ data, error }, execute] = useQuery({
    query: ComposeAudience,
    variables,
  })
  const [live] = useSubscription({ query: ComposeAudienceChanged, variables, pause: !data })
  const recount = () => execute({ requestPolicy: 'network-only' })
  const counted = live.data?.segmentPreview ?? data?.segmentPreview
  if (error && !counted) {
    return <Problem title="The audience could not be counted" error={error} onRetry={recount} />
  }
  return (
    <div className={classes['size']}>
      {counted ? (
        <>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {counted.sentence.charAt(0).toUpperCase() + counted.sentence.slice(1)}
          </Text>
          <Text size="sm" fw={550} role="status" aria-label="How many they are">
            {describe(counted)}
          </Text>
        </>
      ) : (
        <Skeleton height={44} aria-busy="true" aria-label="Counting the audience" />
      )}
      {complaint && <Input.Error>{complaint}</Input.Error>}
    </div>
  )
}

function describe({ count, reachable }: { count: number; reachable: number }): string {
  const customers = count === 1 ? '1 customer' : `${formatCount(count)} customers`
  return `${customers}, of whom ${formatCount(reachable)} can be reached`
}
