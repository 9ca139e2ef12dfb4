import { Button, Skeleton, Stack, Text } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../../gql'
import { formatCount } from '../../lib/format'
import { useFormatDateTime } from '../../lib/viewer'
import { AnchorLink } from '../../ui/AnchorLink'
import { Problem } from '../../ui/Problem'
import { useSegmentCounts } from './segmentCounts'
import classes from './SegmentRows.module.css'

const SegmentsQuery = graphql(`
  query Segments($first: Int!, $after: String, $search: String) {
    segments(first: $first, after: $after, search: $search) {
      nodes {
        id
        name
        description
        sentence
        updatedAt
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`)

const PAGE_SIZE = 20

interface SegmentRowsProps {
  search: string
  /** The cursor that the page begins behind; null for the first. */
  after: string | null
  /** Instead of an empty list. */
  empty?: ReactNode
}

/** One page of the list and, once asked for, the next below it. */
export function SegmentRows({ search, after, empty }: SegmentRowsProps) {
  // Behind which cursor the next page begins; another search ends at another one.
  const [more, setMore] = useState<string | null>(null)
  const formatDateTime = useFormatDateTime()
  const [{ data, error, fetching }, execute] = useQuery({
    query: SegmentsQuery,
    variables: { first: PAGE_SIZE, after, search: search || null },
  })
  const counts = useSegmentCounts(data?.segments.nodes.map(({ id }) => id) ?? [])
  const refetch = () => execute({ requestPolicy: 'network-only' })
  const list = useRef<HTMLUListElement>(null)
  const shown = data !== undefined
  useEffect(() => {
    // The button that asked for a further page is gone, and the focus that it had.
    const lost = shown && after !== null && document.activeElement === document.body
    if (lost) list.current?.querySelector('a')?.focus()
  }, [shown, after])
  if (error && !data) {
    return <Problem title="The segments could not be loaded" error={error} onRetry={refetch} />
  }
  if (!data) return <Loading />
  const { nodes, pageInfo } = data.segments
  if (nodes.length === 0) return empty
  return (
    <>
      <ul ref={list} className={classes['list']} aria-busy={fetching}>
        {nodes.map(({ id, name, description, sentence, updatedAt }) => (
          <li key={id} className={classes['row']}>
            <AnchorLink
              to="/segments/$segmentId"
              params={{ segmentId: id }}
              className={classes['name']}
            >
              {name}
            </AnchorLink>
            <Count count={counts.get(id)} />
            <span className={classes['time']}>Changed {formatDateTime(updatedAt)}</span>
            <Text size="sm" className={classes['sentence']}>
              {sentence}
            </Text>
            {description && (
              <Text size="sm" c="dimmed" className={classes['sentence']}>
                {description}
              </Text>
            )}
          </li>
        ))}
      </ul>
      {pageInfo.hasNextPage &&
        (more !== null && more === pageInfo.endCursor ? (
          <SegmentRows search={search} after={more} />
        ) : (
          <Button variant="default" onClick={() => setMore(pageInfo.endCursor ?? null)}>
            Show more
          </Button>
        ))}
    </>
  )
}

/** Undefined while it is awaited; null where it could not be had. */
function Count({ count }: { count: number | null | undefined }) {
  if (count === undefined) {
    return <Skeleton className={classes['count'] ?? ''} height={14} width={90} />
  }
  return (
    <span className={classes['count']} data-testid="segment-count">
      {count === null
        ? 'Not counted'
        : `${formatCount(count)} ${count === 1 ? 'customer' : 'customers'}`}
    </span>
  )
}

function Loading() {
  return (
    <Stack gap={0} aria-busy="true" aria-label="Loading the segments">
      {[0, 1, 2, 3, 4].map((row) => (
        <Skeleton key={row} height={58} my={13} />
      ))}
    </Stack>
  )
}
