// Who is asking, and the data that everything begins with.
import { type ExampleArea, ID, example } from './example'

export const start: ExampleArea = {
  area: 'Start here',
  operations: [
    example(
      'Who am I?',
      `
query viewer {
  viewer {
    id label role permissions
    timeZone currency
  }
}`,
    ),
    example(
      'Anything by its id',
      `
query node($id: ID!) {
  node(id: $id) {
    id
    ... on Customer { customerName: name externalId }
    ... on Segment { name sentence }
    ... on Campaign { name progress { status } }
  }
}`,
      { id: ID },
    ),
  ],
}

export const loading: ExampleArea = {
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
    example(
      'Who spent most in a city?',
      `
query customersByRule($rule: RuleInput, $first: Int, $after: String) {
  customers(rule: $rule, sort: SPEND, first: $first, after: $after) {
    nodes { id name city spend orderCount }
    pageInfo { hasNextPage endCursor }
  }
}`,
      { rule: { city: { eq: 'Pune' } }, first: 10, after: null },
    ),
    example(
      'What happened to one customer?',
      `
query customerHistory($id: ID!) {
  customer(id: $id) {
    name
    tags
    attributes
    orders(first: 10) { nodes { externalId amount status placedAt items { sku quantity price } } }
    messages(first: 10) { nodes { message status reason sentAt campaign { name } } }
    segments(first: 10) { nodes { name sentence } }
  }
}`,
      { id: ID },
    ),
  ],
}

export const deadLetters: ExampleArea = {
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
}
