// Orders and messages as one line of time, latest first, out of two lists that
// are each loaded page by page.
//
// Below the last entry loaded of a list that goes on, that list is unknown: an
// older entry of the other one is held back until it is known what stands
// between. So what is on screen never has a gap that fills up later.
import type { CustomerMessagesQuery, CustomerOrdersQuery } from '../../gql/graphql'

export type Order = NonNullable<CustomerOrdersQuery['customer']>['orders']['nodes'][number]
export type Message = NonNullable<CustomerMessagesQuery['customer']>['messages']['nodes'][number]

export type Entry = { id: string; at: string } & (
  { kind: 'order'; order: Order } | { kind: 'message'; message: Message }
)

/** A list as far as it is loaded. */
export interface Loaded<Node> {
  nodes: readonly Node[]
  hasMore: boolean
}

export interface Timeline {
  entries: Entry[]
  /** Which lists must go on before anything older can be shown. */
  wanting: { orders: boolean; messages: boolean }
}

export function mergeTimeline(orders: Loaded<Order>, messages: Loaded<Message>): Timeline {
  const known: Loaded<Entry>[] = [
    { nodes: orders.nodes.map(orderEntry), hasMore: orders.hasMore },
    { nodes: messages.nodes.map(messageEntry), hasMore: messages.hasMore },
  ]
  const horizons = known.map(horizonOf)
  const horizon = Math.max(...horizons)
  const [ofOrders, ofMessages] = horizons
  const reached = horizon > Number.NEGATIVE_INFINITY
  return {
    entries: known
      .flatMap(({ nodes }) => nodes)
      .filter((entry) => timeOf(entry) >= horizon)
      .toSorted((one, other) => timeOf(other) - timeOf(one)),
    wanting: {
      orders: reached && ofOrders === horizon,
      messages: reached && ofMessages === horizon,
    },
  }
}

/** The time down to which everything is loaded. */
function horizonOf({ nodes, hasMore }: Loaded<Entry>): number {
  if (!hasMore) return Number.NEGATIVE_INFINITY
  return nodes.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...nodes.map(timeOf))
}

function timeOf({ at }: Entry): number {
  return Date.parse(at)
}

function orderEntry(order: Order): Entry {
  return { kind: 'order', id: `order ${order.id}`, at: order.placedAt, order }
}

function messageEntry(message: Message): Entry {
  return { kind: 'message', id: `message ${message.id}`, at: messageTime(message), message }
}

/** When it went out, or came to its end without; before either, when its campaign was launched. */
function messageTime({ sentAt, finishedAt, campaign }: Message): string {
  return sentAt ?? finishedAt ?? campaign?.launchedAt ?? campaign?.createdAt ?? NEVER
}

const NEVER = '1970-01-01T00:00:00Z'
