// What happened when: a picture for the eye, a table for whoever wants the
// numbers or cannot see the picture.
import { Skeleton, Text, Title, useComputedColorScheme } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../../gql'
import { formatCount, formatDuration } from '../../lib/format'
import { loadCode } from '../../lib/loadCode'
import { useFormatDateTime } from '../../lib/viewer'
import { Problem } from '../../ui/Problem'
import classes from './CampaignSeries.module.css'
import type { Progress } from './progress'
import { evenly, type Point } from './series'
import { useRefetchOn } from './useRefetchOn'

// A chunk of their own: the figures come first.
const SeriesChart = lazy(async () => {
  const module = await loadCode(() => import('./SeriesChart'))
  return { default: module.SeriesChart }
})

const CampaignSeriesQuery = graphql(`
  query CampaignSeries($id: ID!) {
    campaign(id: $id) {
      id
      series {
        at
        accepted
        delivered
        failed
      }
    }
  }
`)

/** A point is ten seconds long. */
const REFETCH_EVERY_MS = 5_000

export function CampaignSeries({ id, progress }: { id: string; progress: Progress }) {
  const [{ data, error }, execute] = useQuery({
    query: CampaignSeriesQuery,
    variables: { id },
  })
  const refetch = () => execute({ requestPolicy: 'network-only' })
  useRefetchOn(String(progress.sequence), REFETCH_EVERY_MS, refetch)
  const scheme = useComputedColorScheme('light')
  const { points, stepSeconds } = evenly(data?.campaign?.series ?? [])
  return (
    <section aria-labelledby="series">
      <Title order={2} id="series" mb="xs">
        Over time
      </Title>
      {error && !data ? (
        <Problem title="The course could not be loaded" error={error} onRetry={refetch} />
      ) : !data ? (
        <Skeleton height={260} aria-busy="true" aria-label="Loading the course" />
      ) : points.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing has been sent yet.
        </Text>
      ) : (
        <>
          <Text size="sm" c="dimmed" mb="sm">
            Messages in each {formatDuration(stepSeconds)}
          </Text>
          <div className={classes['chart']} aria-hidden="true">
            <Suspense fallback={<Skeleton height={220} />}>
              <SeriesChart key={scheme} points={points} />
            </Suspense>
          </div>
          <SeriesTable points={points} />
        </>
      )}
    </section>
  )
}

function SeriesTable({ points }: { points: readonly Point[] }) {
  const formatDateTime = useFormatDateTime()
  return (
    <details className={classes['details']}>
      <summary>Show the numbers as a table</summary>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Sent</th>
            <th scope="col">Delivered</th>
            <th scope="col">Failed</th>
          </tr>
        </thead>
        <tbody>
          {points.map(({ at, accepted, delivered, failed }) => (
            <tr key={at}>
              <th scope="row">{formatDateTime(at)}</th>
              <td>{formatCount(accepted)}</td>
              <td>{formatCount(delivered)}</td>
              <td>{formatCount(failed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
