// What the assistant suggests: nothing of it is done until somebody takes it.
import { type ExampleArea, ID, example, winBack } from './example'

export const assistant: ExampleArea = {
  area: 'Ask the assistant',
  operations: [
    example(
      'A rule for an audience in words',
      `
query segmentRuleFromText($text: String!) {
  segmentRuleFromText(text: $text) {
    rule
    sentence
    count
    assumptions
    notUnderstood
    certain
    origin { engine model insteadOf }
  }
}`,
      { text: 'haven’t shopped in 6 months and spent over ₹5K' },
    ),
    example(
      'Messages for a goal',
      `
query messageSuggestions($goal: String!, $rule: RuleInput, $channel: Channel, $tone: MessageTone) {
  messageSuggestions(goal: $goal, rule: $rule, channel: $channel, tone: $tone) {
    message
    reason
    length
    fits
    product { name buyers imageUrl }
  }
}`,
      { goal: 'bring them back with 10% off', rule: winBack, channel: 'SMS', tone: 'FRIENDLY' },
    ),
    example(
      'Messages for a goal, each as it is written',
      `
subscription messagesSuggested($goal: String!, $rule: RuleInput) {
  messageSuggestions(goal: $goal, rule: $rule) { message reason }
}`,
      { goal: 'bring them back with 10% off', rule: winBack },
    ),
    example(
      'When to send',
      `
query sendTimeRecommendation($rule: RuleInput) {
  sendTimeRecommendation(rule: $rule) {
    best { weekday hour next }
    confidence
    reason
    people
    orders
    timeZone
  }
}`,
      { rule: winBack },
    ),
    example(
      'Who is like an audience?',
      `
query lookalikePreview($rule: RuleInput, $size: Int) {
  lookalikePreview(rule: $rule, size: $size) {
    seedCount
    count
    enough
    reason
    features { label weight seed everyone }
    validation { heldOut found picked candidates lift }
    sample(first: 5) { similarity customer { name rfm { tier } churnRisk } }
  }
}`,
      { rule: winBack, size: 100 },
    ),
    example(
      'Save who is like an audience',
      `
mutation segmentCreateLookalike($input: SegmentCreateLookalikeInput!) {
  segmentCreateLookalike(input: $input) {
    segment { id name rule }
    userErrors { code message path }
  }
}`,
      { input: { name: 'Like those to win back', rule: winBack, size: 100 } },
    ),
    example(
      'How a campaign went, in sentences',
      `
query campaignSummary($id: ID!) {
  campaign(id: $id) {
    summary {
      sentences
      comparedWith
      highlights { by label messages deliveryRate usualRate }
    }
    tags { name suggested }
  }
}`,
      { id: ID },
    ),
    example(
      'The tags of all campaigns',
      `
query campaignTags {
  campaignTags
}`,
    ),
    example(
      'Set the tags of a campaign',
      `
mutation campaignSetTags($input: CampaignSetTagsInput!) {
  campaignSetTags(input: $input) {
    campaign { id tags { name suggested } }
    userErrors { code message path }
  }
}`,
      { input: { id: ID, tags: ['win-back', 'festive'] } },
    ),
    example(
      'What it was asked',
      `
query assistantRuns {
  assistantRuns(first: 20) {
    nodes { at actorLabel task asked engine model outcome problem tookMs }
    pageInfo { hasNextPage endCursor }
  }
}`,
    ),
  ],
}
