// Ready operations for every part of the API, in the order of a first walk
// through it. A test holds each against schema.graphql, variables included.

export interface Example {
  /** The operation's own name; also how a link asks for it. */
  name: string
  title: string
  query: string
  /** JSON text, as the variables editor takes it; empty where there are none. */
  variables: string
}

export interface ExampleArea {
  area: string
  operations: readonly Example[]
}

const example = (title: string, query: string, variables?: object): Example => ({
  name: /(?:query|mutation|subscription)\s+(\w+)/.exec(query)?.[1] ?? title,
  title,
  query: `${query.trim()}\n`,
  variables: variables ? JSON.stringify(variables, null, 2) : '',
})

/** Stands where an id of the reader's own data belongs; one word, so that a double click selects it. */
const ID = 'PASTE_AN_ID_HERE'

/** spend > ₹10,000 and visits < 3, or inactive for 90 days */
const winBack = {
  any: [
    { all: [{ spend: { gt: '10000' } }, { visits: { lt: 3 } }] },
    { lastOrderAt: { notWithinLast: { days: 90 } } },
  ],
}

export const examples: readonly ExampleArea[] = [
  {
    area: 'Start here',
    operations: [
      example(
        'Who am I?',
        `
query viewer {
  viewer { id label role permissions timeZone currency }
}`,
      ),
    ],
  },
  {
    area: 'Load data',
    operations: [
      example(
        'Load customers',
        `
mutation customersIngest($input: CustomersIngestInput!) {
  customersIngest(input: $input) {
    batch { id }
    acceptedCount
    rejectedCount
    userErrors { code message path }
  }
}`,
        {
          input: {
            rows: [
              {
                externalId: 'cust-1001',
                name: 'Mohit Sharma',
                email: 'mohit@example.com',
                phone: '+919800000001',
                city: 'Pune',
                country: 'IN',
                visits: 2,
                tags: ['vip'],
                consent: 'GRANTED',
                attributes: { tier: 'gold' },
              },
              {
                externalId: 'cust-1002',
                name: 'Anjali Rao',
                phone: '+919800000002',
                city: 'Bengaluru',
                country: 'IN',
                visits: 9,
              },
            ],
          },
        },
      ),
      example(
        'Load orders',
        `
mutation ordersIngest($input: OrdersIngestInput!) {
  ordersIngest(input: $input) {
    batch { id }
    acceptedCount
    rejectedCount
    userErrors { code message path }
  }
}`,
        {
          input: {
            rows: [
              {
                externalId: 'order-5001',
                customerExternalId: 'cust-1001',
                amount: '12500.00',
                currency: 'INR',
                status: 'COMPLETED',
                placedAt: '2026-06-01T10:30:00Z',
                channel: 'web',
                items: [
                  {
                    sku: 'KURTA-M',
                    name: 'Cotton kurta',
                    category: 'Clothing',
                    quantity: 5,
                    price: '2500.00',
                  },
                ],
              },
            ],
          },
        },
      ),
      example(
        'How far is a batch?',
        `
query ingestBatch($id: ID!) {
  ingestBatch(id: $id) { id kind accepted persisted deadLettered finishedAt }
}`,
        { id: ID },
      ),
      example(
        'Follow a batch live',
        `
subscription ingestProgress($batchId: ID!) {
  ingestProgress(batchId: $batchId) { id accepted persisted deadLettered finishedAt }
}`,
        { batchId: ID },
      ),
      example(
        'Look at the customers',
        `
query customers($first: Int, $search: String) {
  customers(first: $first, search: $search) {
    nodes { id externalId name city spend visits orderCount lastOrderAt }
    pageInfo { hasNextPage endCursor }
  }
}`,
        { first: 10, search: null },
      ),
      example(
        'Look at one customer',
        `
query customer($externalId: String) {
  customer(externalId: $externalId) {
    id
    name
    spend
    orderCount
    orders(first: 10) {
      nodes { externalId amount status placedAt }
    }
  }
}`,
        { externalId: 'cust-1001' },
      ),
    ],
  },
  {
    area: 'Dead letters',
    operations: [
      example(
        'List what could not be stored',
        `
query deadLetters {
  deadLetters(state: OPEN, first: 20) {
    nodes { id stream code reason payload createdAt }
    pageInfo { hasNextPage endCursor }
  }
}`,
      ),
      example(
        'Replay dead letters',
        `
mutation deadLettersReplay($input: DeadLettersReplayInput!) {
  deadLettersReplay(input: $input) {
    replayed
    userErrors { code message path }
  }
}`,
        { input: { ids: [ID] } },
      ),
      example(
        'Discard dead letters',
        `
mutation deadLettersDiscard($input: DeadLettersDiscardInput!) {
  deadLettersDiscard(input: $input) {
    discarded
    userErrors { code message path }
  }
}`,
        { input: { ids: [ID] } },
      ),
    ],
  },
  {
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
  },
  {
    area: 'Send a campaign',
    operations: [
      example(
        'Preview a message',
        `
query messagePreview($message: String!) {
  messagePreview(message: $message) {
    audience
    reachable
    missingCount
    samples { customerName text smsSegments }
    userErrors { code message path }
  }
}`,
        {
          message: "Hi {{ first_name | default('there') }}, here's 10% off your next order.",
        },
      ),
      example(
        'Create a campaign',
        `
mutation campaignCreate($input: CampaignCreateInput!) {
  campaignCreate(input: $input) {
    campaign { id name progress { status } }
    userErrors { code message path }
  }
}`,
        {
          input: {
            name: 'Win back, 10% off',
            rule: winBack,
            channel: 'SMS',
            message: "Hi {{ first_name | default('there') }}, here's 10% off your next order.",
            ratePerSecond: 200,
          },
        },
      ),
      example(
        'Launch it',
        `
mutation campaignLaunch($input: CampaignLaunchInput!) {
  campaignLaunch(input: $input) {
    campaign { id progress { status audience } }
    userErrors { code message path }
  }
}`,
        { input: { id: ID } },
      ),
      example(
        'Pause it',
        `
mutation campaignPause($input: CampaignPauseInput!) {
  campaignPause(input: $input) {
    campaign { id progress { status pending } }
    userErrors { code message path }
  }
}`,
        { input: { id: ID } },
      ),
      example(
        'Resume it',
        `
mutation campaignResume($input: CampaignResumeInput!) {
  campaignResume(input: $input) {
    campaign { id progress { status pending } }
    userErrors { code message path }
  }
}`,
        { input: { id: ID } },
      ),
      example(
        'Change its rate',
        `
mutation campaignUpdate($input: CampaignUpdateInput!) {
  campaignUpdate(input: $input) {
    campaign { id ratePerSecond }
    userErrors { code message path }
  }
}`,
        { input: { id: ID, ratePerSecond: 500 } },
      ),
      example(
        'Cancel it',
        `
mutation campaignCancel($input: CampaignCancelInput!) {
  campaignCancel(input: $input) {
    campaign { id progress { status skipped } }
    userErrors { code message path }
  }
}`,
        { input: { id: ID } },
      ),
      example(
        'Retry what failed',
        `
mutation campaignRetryFailed($input: CampaignRetryFailedInput!) {
  campaignRetryFailed(input: $input) {
    retriedCount
    campaign { id progress { status pending failed unknown } }
    userErrors { code message path }
  }
}`,
        { input: { id: ID } },
      ),
    ],
  },
  {
    area: 'Watch it arrive',
    operations: [
      example(
        'Campaigns, most recent first',
        `
query campaigns {
  campaigns(first: 20) {
    nodes {
      id
      name
      progress { status audience accepted delivered failed }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
      ),
      example(
        'One campaign, with the reasons of its failures',
        `
query campaign($id: ID!) {
  campaign(id: $id) {
    id
    name
    progress { status audience pending sent delivered failed unknown skipped unaccounted }
    failures { status reason count }
    deliveries(status: [FAILED], first: 10) {
      nodes { customerName reason attempts }
    }
  }
}`,
        { id: ID },
      ),
      example(
        'Follow one campaign',
        `
subscription campaignProgress($id: ID!) {
  campaignProgress(id: $id) {
    status
    audience
    pending
    sent
    delivered
    failed
    unknown
    skipped
    unaccounted
    deliveryRate
    messagesPerSecond
    etaSeconds
    sequence
  }
}`,
        { id: ID },
      ),
      example(
        'Follow its single deliveries',
        `
subscription campaignDeliveries($id: ID!, $statuses: [MessageStatus!]) {
  campaignDeliveries(id: $id, statuses: $statuses) {
    deliveries { customerName status reason }
    missed
  }
}`,
        { id: ID, statuses: ['DELIVERED', 'FAILED'] },
      ),
      example(
        'Follow all campaigns',
        `
subscription campaignsChanged {
  campaignsChanged { id name progress { status audience delivered failed } }
}`,
      ),
      example(
        'Everything at a glance',
        `
query dashboard {
  dashboard {
    customers
    orders
    revenue
    activeCampaigns
    messages { audience delivered failed deliveryRate }
  }
}`,
      ),
      example(
        'Report receipts',
        `
mutation receiptsRecord($input: ReceiptsRecordInput!) {
  receiptsRecord(input: $input) {
    acceptedCount
    userErrors { code message path }
  }
}`,
        {
          input: {
            receipts: [
              {
                key: 'PASTE_A_MESSAGE_KEY_HERE',
                status: 'DELIVERED',
                occurredAt: '2026-11-22T09:00:00Z',
              },
            ],
          },
        },
      ),
    ],
  },
  {
    area: 'People, keys and what was done',
    operations: [
      example(
        'Make a key for a script',
        `
mutation apiKeyCreate($input: ApiKeyCreateInput!) {
  apiKeyCreate(input: $input) {
    apiKey { id name shown scopes expiresAt }
    secret
    userErrors { code message path }
  }
}`,
        { input: { name: 'Nightly import', scopes: ['INGEST'] } },
      ),
      example(
        'List keys',
        `
query apiKeys {
  apiKeys(first: 50) {
    nodes { id name shown scopes createdBy createdAt expiresAt revokedAt lastUsedAt }
  }
}`,
      ),
      example(
        'Revoke a key',
        `
mutation apiKeyRevoke($input: ApiKeyRevokeInput!) {
  apiKeyRevoke(input: $input) {
    apiKey { id revokedAt }
    userErrors { code message path }
  }
}`,
        { input: { id: ID } },
      ),
      example(
        'Who has signed in?',
        `
query people {
  people(first: 50) {
    nodes { id name email role lastSeenAt }
  }
}`,
      ),
      example(
        'Let somebody in',
        `
mutation personSetRole($input: PersonSetRoleInput!) {
  personSetRole(input: $input) {
    person { id name role }
    userErrors { code message path }
  }
}`,
        { input: { id: ID, role: 'MARKETER' } },
      ),
      example(
        'Invite somebody',
        `
mutation personInvite($input: PersonInviteInput!) {
  personInvite(input: $input) {
    invitation { email role }
    userErrors { code message path }
  }
}`,
        { input: { email: 'anjali@example.com', role: 'VIEWER' } },
      ),
      example(
        'Who is invited?',
        `
query invitations {
  invitations { email role invitedBy createdAt }
}`,
      ),
      example(
        'Take an invitation back',
        `
mutation personUninvite($input: PersonUninviteInput!) {
  personUninvite(input: $input) {
    email
    userErrors { code message path }
  }
}`,
        { input: { email: 'anjali@example.com' } },
      ),
      example(
        'Who did what?',
        `
query auditLog($filter: AuditFilter) {
  auditLog(filter: $filter, first: 50) {
    nodes { at actorLabel action subject subjectLabel address }
  }
}`,
        { filter: { action: 'campaign' } },
      ),
    ],
  },
]

export function findExample(name: string): Example | undefined {
  return examples.flatMap(({ operations }) => operations).find((one) => one.name === name)
}
