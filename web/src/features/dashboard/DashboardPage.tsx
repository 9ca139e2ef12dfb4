// The workspace at a glance: what it has, what it sold, what it sends right now.
import { Group, Stack, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { getRouteApi } from '@tanstack/react-router'
import { useViewer } from '../../lib/viewer'
import { useState } from 'react'
import { Figures } from './Figures'
import { FiguresLoading } from './FiguresLoading'
import { FirstSteps } from './FirstSteps'
import { Messages } from './Messages'
import { OutOfDate, Problem } from '../../ui/Problem'
import { type Period, periodOf, stretchOf } from './period'
import { PeriodChoice } from './PeriodChoice'
import { RecentCampaigns } from './RecentCampaigns'
import { Sales } from './Sales'
import { useDashboard } from './useDashboard'

const route = getRouteApi('/inside/')

export function DashboardPage() {
  useDocumentTitle('Dashboard · Xeno')
  const period = periodOf(route.useSearch().period)
  return (
    <Stack gap="xl">
      <Group justify="space-between">
        <Title order={1}>Dashboard</Title>
        <PeriodChoice chosen={period} />
      </Group>
      {/* The key: a stretch is reckoned from the moment at which it is chosen. */}
      <Overview key={period.key} period={period} />
    </Stack>
  )
}

function Overview({ period }: { period: Period }) {
  const { timeZone } = useViewer()
  const [stretch] = useState(() => stretchOf(period, new Date(), timeZone))
  const { data, error, reload } = useDashboard(stretch)
  if (error && !data) {
    return <Problem title="The figures could not be loaded" error={error} onRetry={reload} />
  }
  return (
    <>
      <OutOfDate title="The figures may be out of date" error={error} onRetry={reload} />
      {data?.dashboard.customers === 0 && <FirstSteps />}
      {data ? <Figures period={period} data={data} /> : <FiguresLoading />}
      <Sales from={stretch.from} />
      <Messages messages={data?.dashboard.messages} period={period} />
      <RecentCampaigns campaigns={data?.dashboard.recentCampaigns} />
    </>
  )
}
