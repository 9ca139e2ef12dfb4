// Messages: from the first preview to the last receipt.
import { type ExampleArea, ID, example, winBack } from './example'

export const sending: ExampleArea = {
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
}

export const watching: ExampleArea = {
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
      'When its messages left and arrived',
      `
query campaignSeries($id: ID!) {
  campaign(id: $id) {
    name
    launchedAt
    finishedAt
    series { at accepted delivered failed }
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
}
