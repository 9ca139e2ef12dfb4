// Answers as the server gives them, for the tests of this folder.
import type {
  ChurnRisk,
  Consent,
  CustomerTier,
  MessageStatus,
  OrderStatus,
} from '../../gql/graphql'

export function customer(
  fields: { id?: string; name?: string | null; rfm?: object; churnRisk?: ChurnRisk | null } = {},
) {
  return {
    __typename: 'Customer' as const,
    id: 'k1',
    externalId: 'C-1001',
    name: 'Asha Rao' as string | null,
    email: 'asha@example.in',
    phone: '+919812345678',
    city: 'Pune',
    country: 'India',
    consent: 'GRANTED' as Consent,
    tags: ['vip', 'tea'],
    attributes: { tier: 'gold', points: 120 },
    createdAt: '2025-01-05T06:00:00Z',
    spend: '1234567.50',
    orderCount: 12,
    visits: 4,
    firstOrderAt: '2025-02-01T06:00:00Z',
    lastOrderAt: '2026-11-20T06:00:00Z',
    rfm: {
      __typename: 'CustomerRfm' as const,
      tier: 'LOYAL' as CustomerTier,
      recency: 5 as number | null,
      frequency: 4 as number | null,
      monetary: 3 as number | null,
    },
    churnRisk: 'MEDIUM' as ChurnRisk | null,
    ...fields,
  }
}

export function page(typename: string, nodes: readonly object[], endCursor: string | null = null) {
  return {
    __typename: typename,
    nodes,
    pageInfo: { __typename: 'PageInfo', hasNextPage: endCursor !== null, endCursor },
  }
}

export function order(
  fields: Partial<{ id: string; placedAt: string; status: OrderStatus; amount: string }> = {},
) {
  return {
    __typename: 'Order' as const,
    id: 'o1',
    externalId: 'A-17',
    amount: '499.00',
    status: 'COMPLETED' as OrderStatus,
    placedAt: '2026-11-20T06:00:00Z',
    channel: 'web' as string | null,
    items: [] as { __typename: 'OrderItem'; sku: string; name: string | null; quantity: number }[],
    ...fields,
  }
}

export function message(
  fields: Partial<{
    id: string
    sentAt: string | null
    finishedAt: string | null
    status: MessageStatus
    reason: string | null
  }> = {},
) {
  return {
    __typename: 'Delivery' as const,
    id: 'm1',
    status: 'DELIVERED' as MessageStatus,
    reason: null as string | null,
    message: 'Hi Asha, we miss you' as string | null,
    sentAt: '2026-11-21T08:34:00Z' as string | null,
    finishedAt: '2026-11-21T08:35:00Z' as string | null,
    campaign: {
      __typename: 'Campaign' as const,
      id: 'c1',
      name: 'Win back',
      createdAt: '2026-11-21T08:30:00Z',
      launchedAt: '2026-11-21T08:33:00Z' as string | null,
    },
    ...fields,
  }
}

export function segment(id: string, name: string, sentence = 'has spent more than ₹10,000') {
  return { __typename: 'Segment' as const, id, name, sentence }
}
