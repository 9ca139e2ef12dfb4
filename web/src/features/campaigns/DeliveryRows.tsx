// A page of the people and, once asked for, the pages behind it; a part of the
// table each.
import { Button, Skeleton, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../../gql'
import type { DeliveryRowFieldsFragment, MessageStatus } from '../../gql/graphql'
import { formatCode } from '../../lib/format'
import { useFormatDateTime } from '../../lib/viewer'
import { AnchorLink } from '../../ui/AnchorLink'
import { Problem } from '../../ui/Problem'
import classes from './CampaignDeliveries.module.css'
import { messageStatuses } from './progress'
import { useRefetchOn } from './useRefetchOn'

const PAGE_SIZE = 25
const REFETCH_EVERY_MS = 2_000
const COLUMNS = 3

const CampaignDeliveriesQuery = graphql(`
  query CampaignDeliveries($id: ID!, $status: [MessageStatus!], $first: Int!, $after: String) {
    campaign(id: $id) {
      id
      deliveries(status: $status, first: $first, after: $after) {
        nodes {
          ...DeliveryRowFields
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`)

export const DeliveryRowFields = graphql(`
  fragment DeliveryRowFields on Delivery {
    id
    customerId
    customerExternalId
    customerName
    status
    reason
    message
    sentAt
    finishedAt
  }
`)

interface DeliveryRowsProps {
  campaign: string
  status: MessageStatus | null
  after: string | null
  /** Another one says that the rows may have changed. */
  turn: string
  /** Shown where there is nobody at all. */
  empty?: ReactNode
}

export function DeliveryRows({ campaign, status, after, turn, empty }: DeliveryRowsProps) {
  const [more, setMore] = useState(false)
  const [{ data, error }, execute] = useQuery({
    query: CampaignDeliveriesQuery,
    variables: { id: campaign, status: status && [status], first: PAGE_SIZE, after },
  })
  const refetch = () => execute({ requestPolicy: 'network-only' })
  useRefetchOn(turn, REFETCH_EVERY_MS, refetch)
  const found = data?.campaign?.deliveries
  if (!found) {
    return (
      <Whole>
        {error ? (
          <Problem title="The people could not be loaded" error={error} onRetry={refetch} />
        ) : (
          <Skeleton height={300} aria-busy="true" aria-label="Loading the people" />
        )}
      </Whole>
    )
  }
  if (found.nodes.length === 0) return empty ? <Whole>{empty}</Whole> : null
  const next = found.pageInfo.hasNextPage ? (found.pageInfo.endCursor ?? null) : null
  return (
    <>
      <tbody>
        {found.nodes.map((delivery) => (
          <DeliveryRow key={delivery.id} delivery={delivery} />
        ))}
      </tbody>
      {next !== null &&
        (more ? (
          <DeliveryRows campaign={campaign} status={status} after={next} turn={turn} />
        ) : (
          <Whole>
            <Button variant="default" onClick={() => setMore(true)}>
              Show more people
            </Button>
          </Whole>
        ))}
    </>
  )
}

function Whole({ children }: { children: ReactNode }) {
  return (
    <tbody>
      <tr>
        <td colSpan={COLUMNS}>{children}</td>
      </tr>
    </tbody>
  )
}

function DeliveryRow({ delivery }: { delivery: DeliveryRowFieldsFragment }) {
  const formatDateTime = useFormatDateTime()
  const { customerId, customerName, customerExternalId, status, reason, message } = delivery
  const { label, color } = messageStatuses[status]
  const when = delivery.finishedAt ?? delivery.sentAt
  return (
    <tr>
      <th scope="row">
        <AnchorLink to="/customers/$customerId" params={{ customerId }}>
          {customerName ?? customerExternalId}
        </AnchorLink>
        {customerName && (
          <Text size="xs" c="dimmed">
            {customerExternalId}
          </Text>
        )}
      </th>
      <td className={classes['message']}>
        <Text size="sm" lineClamp={2}>
          {message ?? '–'}
        </Text>
      </td>
      <td>
        <span className={classes['status']} style={{ '--status-color': color } as object}>
          {label}
        </span>
        <Text size="xs" c="dimmed">
          {[reason && formatCode(reason), when && formatDateTime(when)].filter(Boolean).join(' · ')}
        </Text>
      </td>
    </tr>
  )
}
