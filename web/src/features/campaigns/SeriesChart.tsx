import LineChart, { type Line } from '../../ui/LineChart'
import { formatCount } from '../../lib/format'
import { useFormatDateTime, useViewer } from '../../lib/viewer'
import { type Point, tickFormat } from './series'

export function SeriesChart({ points }: { points: readonly Point[] }) {
  const formatDateTime = useFormatDateTime()
  const { timeZone } = useViewer()
  const line = (label: string, of: Exclude<keyof Point, 'at'>): Line => ({
    label,
    color: `var(--xeno-${of === 'accepted' ? 'sent' : of})`,
    values: points.map((point) => point[of]),
  })
  return (
    <LineChart
      steps={points.map(({ at }) => at)}
      lines={[line('Sent', 'accepted'), line('Delivered', 'delivered'), line('Failed', 'failed')]}
      name={formatDateTime}
      tick={tickFormat(points, timeZone)}
      format={formatCount}
      formatTick={formatCount}
      whole
    />
  )
}
