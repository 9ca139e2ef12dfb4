// Which saved segments a customer is in, and for any of them, theirs or not,
// the reason at each node of its rule.
import { Button, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useId, useState } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../../gql'
import type { CustomerSegmentsQuery, OtherSegmentsQuery } from '../../gql/graphql'
import { AnchorLink } from '../../ui/AnchorLink'
import { Problem } from '../../ui/Problem'
import classes from './CustomerSegments.module.css'
import { Membership } from './Membership'
import type { Page } from './pages'
import { usePages } from './usePages'

const SegmentsQuery = graphql(`
  query CustomerSegments($id: ID!, $first: Int!, $after: String) {
    customer(id: $id) {
      id
      segments(first: $first, after: $after) {
        nodes {
          id
          name
          sentence
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`)

const OthersQuery = graphql(`
  query OtherSegments($search: String!) {
    segments(first: 6, search: $search) {
      nodes {
        id
        name
        sentence
      }
    }
  }
`)

type Segment = OtherSegmentsQuery['segments']['nodes'][number]

/** Each costs the server an evaluation of every saved rule, so few at a time. */
const PAGE_SIZE = 20
const TYPING_MS = 250

const readSegments = (data: CustomerSegmentsQuery): Page<Segment> | null =>
  data.customer?.segments ?? null

export function CustomerSegments({ customerId }: { customerId: string }) {
  const list = usePages(SegmentsQuery, { id: customerId, first: PAGE_SIZE }, readSegments)
  return (
    <section aria-labelledby="segments">
      <Title order={2} id="segments" mb="xs">
        Segments
      </Title>
      {list.loading && <Skeleton height={120} aria-busy="true" aria-label="Loading the segments" />}
      {list.error && (
        <Problem
          title="The segments could not be loaded"
          error={list.error}
          onRetry={list.refresh}
        />
      )}
      {!list.loading && !list.error && list.nodes.length === 0 && (
        <Text size="sm" c="dimmed">
          In none of the saved segments now.
        </Text>
      )}
      <SegmentList segments={list.nodes} customerId={customerId} />
      {list.hasMore && !list.loading && !list.error && (
        <Button variant="default" size="xs" loading={list.fetching} onClick={list.more}>
          Show more segments
        </Button>
      )}
      <OtherSegments customerId={customerId} />
    </section>
  )
}

function OtherSegments({ customerId }: { customerId: string }) {
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), TYPING_MS)
  const [{ data, error }, refetch] = useQuery({
    query: OthersQuery,
    variables: { search },
    pause: search === '',
  })
  const found = search === '' ? undefined : data?.segments.nodes
  return (
    <Stack gap="xs" mt="md">
      <TextInput
        label="Why, or why not, in another segment"
        placeholder="A part of its name"
        type="search"
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      {error && search !== '' && (
        <Problem
          title="The segments could not be searched"
          error={error}
          onRetry={() => refetch({ requestPolicy: 'network-only' })}
        />
      )}
      {found?.length === 0 && (
        <Text size="sm" c="dimmed" role="status">
          No segment goes by “{search}”.
        </Text>
      )}
      {found && <SegmentList segments={found} customerId={customerId} />}
    </Stack>
  )
}

interface SegmentListProps {
  segments: readonly Segment[]
  customerId: string
}

function SegmentList({ segments, customerId }: SegmentListProps) {
  return (
    <ul className={classes['list']}>
      {segments.map((segment) => (
        <SegmentItem key={segment.id} segment={segment} customerId={customerId} />
      ))}
    </ul>
  )
}

function SegmentItem({ segment, customerId }: { segment: Segment; customerId: string }) {
  const [open, setOpen] = useState(false)
  const region = useId()
  return (
    <li className={classes['item']}>
      <div className={classes['head']}>
        <AnchorLink
          to="/segments/$segmentId"
          params={{ segmentId: segment.id }}
          className={classes['name']}
        >
          {segment.name}
        </AnchorLink>
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={`Why: ${segment.name}`}
          aria-expanded={open}
          aria-controls={region}
          onClick={() => setOpen(!open)}
        >
          Why?
        </Button>
      </div>
      {!open && <span className={classes['sentence']}>{segment.sentence}</span>}
      <div id={region}>{open && <Membership segmentId={segment.id} customerId={customerId} />}</div>
    </li>
  )
}
