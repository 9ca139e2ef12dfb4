import '@mantine/charts/styles.css'
import '@mantine/core/styles/ColorSwatch.css'
import { LineChart } from '@mantine/charts'
import { formatCount } from '../../lib/format'
import { useFormatDateTime, useViewer } from '../../lib/viewer'
import { type Point, tickFormat } from './series'

const lines = [
  { name: 'accepted', label: 'Sent', color: 'var(--xeno-sent)' },
  { name: 'delivered', label: 'Delivered', color: 'var(--xeno-delivered)' },
  { name: 'failed', label: 'Failed', color: 'var(--xeno-failed)' },
]

export function SeriesChart({ points }: { points: readonly Point[] }) {
  const formatDateTime = useFormatDateTime()
  const { timeZone } = useViewer()
  return (
    <LineChart
      h={220}
      data={points.map((point) => ({ ...point }))}
      dataKey="at"
      series={lines}
      curveType="monotone"
      withDots={points.length === 1}
      withLegend
      valueFormatter={formatCount}
      xAxisProps={{
        tickFormatter: tickFormat(points, timeZone),
        interval: 'equidistantPreserveStart',
        minTickGap: 40,
      }}
      tooltipProps={{
        // While it is hidden there is no label.
        labelFormatter: (at) => (typeof at === 'string' ? formatDateTime(at) : ''),
      }}
      // Numbers move once in some seconds: a line that swings to them is never still.
      lineProps={{ isAnimationActive: false }}
      // The table beside it is for the keyboard.
      lineChartProps={{ accessibilityLayer: false }}
    />
  )
}
