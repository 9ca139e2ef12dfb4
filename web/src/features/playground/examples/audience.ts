// Rules and segments.
import { type ExampleArea, ID, example, loyal, winBack } from './example'

export const audience: ExampleArea = {
  area: 'Find an audience',
  operations: [
    example(
      'What can a rule ask?',
      `
query ruleFields {
  ruleFields { name label kind comparisons }
}`,
    ),
    example(
      'Count an audience',
      `
query segmentPreview($rule: RuleInput!) {
  segmentPreview(rule: $rule) {
    count
    reachable
    sentence
    tookMs
    nodes { path sentence count }
  }
}`,
      { rule: winBack },
    ),
    example(
      'Count who bought often of late, and see some of them',
      `
query audienceByOrders($rule: RuleInput!, $channel: Channel) {
  segmentPreview(rule: $rule, channel: $channel) {
    count
    reachable
    everyone
    sentence
    sample(first: 5) { id name spend lastOrderAt }
  }
}`,
      { rule: loyal, channel: 'SMS' },
    ),
    example(
      'Follow an audience live',
      `
subscription segmentPreviewLive($rule: RuleInput!) {
  segmentPreview(rule: $rule) { count reachable asOf }
}`,
      { rule: winBack },
    ),
    example(
      'Why is somebody in it?',
      `
query explainMembership($rule: RuleInput, $customerId: ID!) {
  explainMembership(rule: $rule, customerId: $customerId) {
    matches
    sentence
    nodes { path sentence matches actual }
  }
}`,
      { rule: winBack, customerId: ID },
    ),
    example(
      'Save a segment',
      `
mutation segmentCreate($input: SegmentCreateInput!) {
  segmentCreate(input: $input) {
    segment { id name }
    userErrors { code message path }
  }
}`,
      { input: { name: 'Win back', rule: winBack } },
    ),
    example(
      'Change a segment',
      `
mutation segmentUpdate($input: SegmentUpdateInput!) {
  segmentUpdate(input: $input) {
    segment { id name sentence }
    userErrors { code message path }
  }
}`,
      { input: { id: ID, name: 'Win back, spring' } },
    ),
    example(
      'Delete a segment',
      `
mutation segmentDelete($input: SegmentDeleteInput!) {
  segmentDelete(input: $input) {
    userErrors { code message path }
  }
}`,
      { input: { id: ID } },
    ),
    example(
      'Look at one segment',
      `
query segment($id: ID!) {
  segment(id: $id) { id name rule }
}`,
      { id: ID },
    ),
    example(
      'List the segments',
      `
query segments {
  segments(first: 20) {
    nodes { id name }
    pageInfo { hasNextPage endCursor }
  }
}`,
    ),
  ],
}
