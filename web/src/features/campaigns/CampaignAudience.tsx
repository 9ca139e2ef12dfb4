// Whom a campaign is for, in words; before its launch also how many that would
// be now, as nobody is chosen yet.
import { Text, Title } from '@mantine/core'
import { useQuery } from 'urql'
import { graphql } from '../../gql'
import type { CampaignAudienceFieldsFragment, RuleInput } from '../../gql/graphql'
import { formatCount } from '../../lib/format'
import { describeProblem } from '../../ui/Problem'
import { SendTimeHint } from '../assistant/sendTime/SendTimeHint'

export const CampaignAudienceFields = graphql(`
  fragment CampaignAudienceFields on Campaign {
    channel
    sentence
    rule
    segment {
      id
      name
    }
    progress {
      ...CampaignProgressFields
    }
  }
`)

const CampaignAudienceSizeQuery = graphql(`
  query CampaignAudienceSize($rule: RuleInput!, $channel: Channel!) {
    segmentPreview(rule: $rule, channel: $channel) {
      count
      reachable
    }
  }
`)

export function CampaignAudience({ campaign }: { campaign: CampaignAudienceFieldsFragment }) {
  const { segment, sentence } = campaign
  return (
    <section aria-labelledby="recipients">
      <Title order={2} id="recipients" mb="xs">
        Recipients
      </Title>
      <Text style={{ overflowWrap: 'anywhere' }}>
        {segment ? `Segment “${segment.name}”: ${sentence}` : capitalize(sentence)}
      </Text>
      {campaign.progress.status === 'DRAFT' && (
        <>
          <Size campaign={campaign} />
          <SendTimeHint
            // A stored rule has the shape of an input.
            audience={segment ? { segmentId: segment.id } : { rule: campaign.rule as RuleInput }}
          />
        </>
      )}
    </section>
  )
}

function Size({ campaign }: { campaign: CampaignAudienceFieldsFragment }) {
  const [{ data, error }] = useQuery({
    query: CampaignAudienceSizeQuery,
    // A stored rule has the shape of an input.
    variables: { rule: campaign.rule as RuleInput, channel: campaign.channel },
  })
  return (
    <Text size="sm" c="dimmed" role="status" aria-label="How many they are">
      {data ? describeSize(data.segmentPreview) : error ? describeProblem(error) : 'Counting…'}
    </Text>
  )
}

function describeSize({ count, reachable }: { count: number; reachable: number }): string {
  const customers = count === 1 ? '1 customer matches' : `${formatCount(count)} customers match`
  return `${customers} now, of whom ${formatCount(reachable)} can be reached.`
}

function capitalize(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}
