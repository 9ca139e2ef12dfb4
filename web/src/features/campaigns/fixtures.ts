// Answers as the server gives them, for the tests of this folder.
import type { Progress } from './progress'

export function progress(fields: Partial<Omit<Progress, 'campaign'>> = {}) {
  return {
    __typename: 'CampaignProgress' as const,
    campaign: { __typename: 'Campaign' as const, id: 'c1' },
    status: 'RUNNING' as const,
    audience: 200_000,
    pending: 100_000,
    sent: 9_000,
    delivered: 80_000,
    failed: 10_000,
    unknown: 0,
    skipped: 1_000,
    unaccounted: 0,
    accepted: 99_000,
    deliveryRate: 0.8889,
    messagesPerSecond: 1_500,
    etaSeconds: 67,
    sequence: 10,
    ...fields,
  }
}

export function campaign(fields: Parameters<typeof progress>[0] = {}) {
  return {
    __typename: 'Campaign' as const,
    id: 'c1',
    name: 'Win back',
    channel: 'SMS' as const,
    message: 'Hi {{ name }}',
    sentence: 'has not ordered within the last 90 days',
    rule: { lastOrderAt: { notWithinLast: { days: 90 } } },
    segment: null as object | null,
    ratePerSecond: 1_500,
    createdAt: '2026-11-21T08:30:00Z',
    launchedAt: '2026-11-21T08:33:00Z',
    finishedAt: null,
    failures: [] as object[],
    tags: [] as object[],
    progress: progress(fields),
  }
}

export function campaignList(...nodes: object[]) {
  return {
    data: {
      campaigns: {
        __typename: 'CampaignConnection',
        nodes,
        pageInfo: { __typename: 'PageInfo', hasNextPage: false, endCursor: null },
      },
    },
  }
}

/** What a page asks the assistant for beside the campaign itself. */
export function summary(fields: object | null = {}) {
  const written = fields && {
    __typename: 'CampaignSummary',
    text: 'It reached 90,000 of 1,00,000 people. Delhi did worse than usual.',
    sentences: ['It reached 90,000 of 1,00,000 people.', 'Delhi did worse than usual.'],
    comparedWith: 4,
    highlights: [
      {
        __typename: 'CampaignHighlight',
        by: 'CITY',
        label: 'Delhi',
        messages: 12_000,
        delivered: 9_600,
        deliveryRate: 0.8,
        usualRate: 0.91,
      },
    ],
    origin: { __typename: 'DraftOrigin', engine: 'BUILT_IN', model: null, insteadOf: null },
    ...fields,
  }
  return { data: { campaign: { __typename: 'Campaign', id: 'c1', summary: written } } }
}

/** What the page of a campaign asks for beside the campaign itself. */
export function deliveries(...nodes: object[]) {
  return {
    data: {
      campaign: {
        __typename: 'Campaign',
        id: 'c1',
        deliveries: {
          __typename: 'DeliveryConnection',
          nodes,
          pageInfo: {
            __typename: 'PageInfo',
            hasNextPage: false,
            endCursor: null as string | null,
          },
        },
      },
    },
  }
}

export function delivery(id: string, customerName: string, fields: object = {}) {
  return {
    __typename: 'Delivery',
    id,
    customerId: `customer_${id}`,
    customerExternalId: `ext-${id}`,
    customerName,
    status: 'DELIVERED',
    reason: null,
    message: `Hi ${customerName}`,
    sentAt: '2026-11-21T08:33:00Z',
    finishedAt: '2026-11-21T08:34:00Z',
    ...fields,
  }
}

export function series(...points: object[]) {
  return {
    data: {
      campaign: {
        __typename: 'Campaign',
        id: 'c1',
        series: points.map((point) => Object.assign(point, { __typename: 'CampaignPoint' })),
      },
    },
  }
}

/** Nothing of what stands further down a campaign's page, for tests that are about something else. */
export const rest = {
  CampaignSeries: () => series(),
  CampaignDeliveries: () => deliveries(),
  CampaignSummary: () => summary(),
}

export const running = { ...rest, CampaignPage: () => ({ data: { campaign: campaign() } }) }

/** What a message would become: 1,000 of 1,200 people can be reached. */
export function messagePreview(fields: object = {}) {
  return {
    __typename: 'MessagePreview',
    audience: 1_200,
    reachable: 1_000,
    checkedCount: 1_000,
    missingCount: 0,
    tooLongCount: 0,
    samples: [] as object[],
    userErrors: [] as object[],
    ...fields,
  }
}
