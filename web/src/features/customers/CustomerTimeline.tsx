// What happened between the brand and one customer: orders and messages, by time.
import { Badge, Button, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconMessage, IconShoppingBag } from '@tabler/icons-react'
import { graphql } from '../../gql'
import type {
  CustomerMessagesQuery,
  CustomerOrdersQuery,
  MessageStatus,
  OrderStatus,
} from '../../gql/graphql'
import { formatCode } from '../../lib/format'
import { useFormatDateTime, useFormatMoney } from '../../lib/viewer'
import { AnchorLink } from '../../ui/AnchorLink'
import { Problem } from '../../ui/Problem'
import classes from './CustomerTimeline.module.css'
import type { Page } from './pages'
import { type Entry, type Message, mergeTimeline, type Order } from './timeline'
import { usePages } from './usePages'

const PAGE_SIZE = 50

const OrdersQuery = graphql(`
  query CustomerOrders($id: ID!, $first: Int!, $after: String) {
    customer(id: $id) {
      id
      orders(first: $first, after: $after) {
        nodes {
          id
          externalId
          amount
          status
          placedAt
          channel
          items {
            sku
            name
            quantity
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`)

const MessagesQuery = graphql(`
  query CustomerMessages($id: ID!, $first: Int!, $after: String) {
    customer(id: $id) {
      id
      messages(first: $first, after: $after) {
        nodes {
          id
          status
          reason
          message
          sentAt
          finishedAt
          campaign {
            id
            name
            createdAt
            launchedAt
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`)

const readOrders = (data: CustomerOrdersQuery): Page<Order> | null => data.customer?.orders ?? null
const readMessages = (data: CustomerMessagesQuery): Page<Message> | null =>
  data.customer?.messages ?? null

export function CustomerTimeline({ id }: { id: string }) {
  const orders = usePages(OrdersQuery, { id, first: PAGE_SIZE }, readOrders)
  const messages = usePages(MessagesQuery, { id, first: PAGE_SIZE }, readMessages)
  const error = orders.error ?? messages.error
  const retry = () => {
    if (orders.error) orders.refresh()
    if (messages.error) messages.refresh()
  }
  const loading = orders.loading || messages.loading
  const { entries, wanting } = mergeTimeline(orders, messages)
  const more = () => {
    if (wanting.orders) orders.more()
    if (wanting.messages) messages.more()
  }
  return (
    <section aria-labelledby="timeline">
      <Title order={2} id="timeline" mb="xs">
        Timeline
      </Title>
      {loading && !error && <LoadingEntries />}
      {!loading && entries.length === 0 && !error && (
        <Text c="dimmed">No orders and no messages yet.</Text>
      )}
      {!loading && (
        <ol className={classes['list']}>
          {entries.map((entry) => (
            <li key={entry.id} className={classes['entry']}>
              <TimelineEntry entry={entry} />
            </li>
          ))}
        </ol>
      )}
      {error ? (
        <Problem title="The timeline could not be loaded" error={error} onRetry={retry} />
      ) : (
        !loading &&
        (wanting.orders || wanting.messages) && (
          <Button
            variant="default"
            mt="sm"
            loading={orders.fetching || messages.fetching}
            onClick={more}
          >
            Show earlier
          </Button>
        )
      )}
    </section>
  )
}

function TimelineEntry({ entry }: { entry: Entry }) {
  const formatDateTime = useFormatDateTime()
  const Icon = entry.kind === 'order' ? IconShoppingBag : IconMessage
  return (
    <>
      <Icon size={18} stroke={1.6} className={classes['icon']} aria-hidden="true" />
      <div className={classes['what']}>
        {entry.kind === 'order' ? (
          <OrderEntry order={entry.order} />
        ) : (
          <MessageEntry message={entry.message} />
        )}
        <time dateTime={entry.at} className={classes['time']}>
          {formatDateTime(entry.at)}
        </time>
      </div>
    </>
  )
}

const orderColors: Record<OrderStatus, string> = {
  COMPLETED: 'green',
  PENDING: 'gray',
  CANCELLED: 'red',
  REFUNDED: 'orange',
}

function OrderEntry({ order }: { order: Order }) {
  const formatMoney = useFormatMoney()
  const { externalId, amount, status, channel, items } = order
  return (
    <>
      <span className={classes['line']}>
        <strong>{formatMoney(amount)}</strong> Order {externalId}
        {channel && ` · ${channel}`}
        <Status label={formatCode(status)} color={orderColors[status]} />
      </span>
      {items.length > 0 && (
        <span className={classes['detail']}>
          {items.map(({ sku, name, quantity }) => `${quantity} × ${name ?? sku}`).join(', ')}
        </span>
      )}
    </>
  )
}

const messageStatuses: Record<MessageStatus, { label: string; color: string }> = {
  PENDING: { label: 'To be sent', color: 'gray' },
  SENT: { label: 'Awaiting receipt', color: 'blue' },
  DELIVERED: { label: 'Delivered', color: 'green' },
  FAILED: { label: 'Failed', color: 'red' },
  UNKNOWN: { label: 'Unknown', color: 'orange' },
  SKIPPED: { label: 'Skipped', color: 'gray' },
}

function MessageEntry({ message: { status, reason, message, campaign } }: { message: Message }) {
  const { label, color } = messageStatuses[status]
  return (
    <>
      <span className={classes['line']}>
        {campaign ? (
          <AnchorLink to="/campaigns/$campaignId" params={{ campaignId: campaign.id }}>
            {campaign.name}
          </AnchorLink>
        ) : (
          'Message'
        )}
        <Status
          label={reason ? `${label}: ${formatCode(reason).toLowerCase()}` : label}
          color={color}
        />
      </span>
      {message && <span className={classes['detail']}>{message}</span>}
    </>
  )
}

function Status({ label, color }: { label: string; color: string }) {
  return (
    <Badge variant="dot" color={color} tt="none" fw={500} ml="xs">
      {label}
    </Badge>
  )
}

function LoadingEntries() {
  return (
    <Stack gap="md" aria-busy="true" aria-label="Loading the timeline">
      {Array.from({ length: 6 }, (_, row) => (
        <Skeleton key={row} height={64} />
      ))}
    </Stack>
  )
}
