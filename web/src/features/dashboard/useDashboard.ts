import { useThrottledCallback } from '@mantine/hooks'
import { useEffect } from 'react'
import { type CombinedError, useQuery, useSubscription } from 'urql'
import type { DashboardQuery as DashboardData } from '../../gql/graphql'
import { DashboardCampaignsChanged, DashboardQuery } from './dashboardQuery'
import type { Stretch } from './period'

/** Milliseconds between two questions for the figures while campaigns run. */
const PACE = 3_000

interface LiveDashboard {
  data: DashboardData | undefined
  error: CombinedError | undefined
  reload: () => void
}

/**
 * The figures of a stretch, kept up to date. The rows of campaigns follow each
 * word of the subscription through the cache; the sums over all campaigns are
 * the server's, and asked for again when it has spoken, though not at each word.
 */
export function useDashboard({ from, before }: Stretch): LiveDashboard {
  const [{ data, error }, refetch] = useQuery({
    query: DashboardQuery,
    variables: {
      from,
      compare: before !== null,
      beforeFrom: before?.from ?? null,
      beforeTo: before?.to ?? null,
    },
  })
  const reload = () => refetch({ requestPolicy: 'network-only' })
  const reloadSoon = useThrottledCallback(reload, PACE)
  const [{ data: words }] = useSubscription(
    { query: DashboardCampaignsChanged },
    (heard: number = 0) => heard + 1,
  )
  useEffect(() => {
    if (words) reloadSoon()
  }, [words, reloadSoon])
  return { data, error, reload }
}
