// Revenue and orders over the stretch: as charts, and as a table for whoever
// cannot see them or wants the numbers.
import { Skeleton, Text, Title, useComputedColorScheme } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useQuery } from 'urql'
import { loadCode } from '../../lib/loadCode'
import { useViewer } from '../../lib/viewer'
import { Problem } from '../../ui/Problem'
import { DashboardSalesQuery } from './dashboardQuery'
import classes from './Sales.module.css'
import { drawn, type SalesPoint, unitOf } from './sales'
import { SalesTable } from './SalesTable'

// A chunk of their own: the figures come first.
const SalesCharts = lazy(async () => {
  const module = await loadCode(() => import('./SalesCharts'))
  return { default: module.SalesCharts }
})

export function Sales({ from }: { from: string | null }) {
  const [{ data, error }, refetch] = useQuery({
    query: DashboardSalesQuery,
    variables: { from },
  })
  const reload = () => refetch({ requestPolicy: 'network-only' })
  return (
    <section aria-labelledby="sales">
      <Title order={2} id="sales" mb="sm">
        Revenue and orders
      </Title>
      {error && !data ? (
        <Problem title="The chart could not be loaded" error={error} onRetry={reload} />
      ) : (
        <div className={classes['place']}>
          {data ? <Shown points={data.dashboard.series} /> : <Loading />}
        </div>
      )}
    </section>
  )
}

function Shown({ points }: { points: readonly SalesPoint[] }) {
  const { timeZone } = useViewer()
  const scheme = useComputedColorScheme('light')
  if (points.every(({ orders }) => orders === 0)) {
    return <Text size="sm">No completed order was placed in this time.</Text>
  }
  const unit = unitOf(points)
  return (
    <>
      <Suspense fallback={<Loading />}>
        <SalesCharts key={scheme} points={drawn(points, timeZone)} unit={unit} />
      </Suspense>
      <details className={classes['numbers']}>
        <summary>Show the numbers</summary>
        <SalesTable points={points} unit={unit} />
      </details>
    </>
  )
}

function Loading() {
  return (
    <div className={classes['charts']} aria-busy="true" aria-label="Loading the charts">
      <Skeleton className={classes['chart'] ?? ''} />
      <Skeleton className={classes['chart'] ?? ''} />
    </div>
  )
}
