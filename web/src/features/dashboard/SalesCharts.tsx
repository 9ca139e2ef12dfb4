// The drawings; a chunk of their own.
import { formatCount } from '../../lib/format'
import { useFormatMoney, useViewer } from '../../lib/viewer'
import LineChart from '../../ui/LineChart'
import classes from './Sales.module.css'
import type { DrawnPoint, Unit } from './sales'

interface SalesChartsProps {
  points: readonly DrawnPoint[]
  unit: Unit
}

export function SalesCharts({ points, unit }: SalesChartsProps) {
  const { currency } = useViewer()
  const formatMoney = useFormatMoney()
  const compactMoney = new Intl.NumberFormat('en-IN', {
    style: 'currency',
    currency,
    notation: 'compact',
    maximumFractionDigits: 1,
  })
  return (
    <div className={classes['charts']}>
      <Chart
        title={`Revenue by ${unit}`}
        of="revenue"
        points={points}
        format={(amount) => formatMoney(String(amount))}
        formatTick={(amount) => compactMoney.format(amount)}
      />
      <Chart
        title={`Orders by ${unit}`}
        of="orders"
        points={points}
        format={formatCount}
        formatTick={(count) => compact.format(count)}
      />
    </div>
  )
}

const compact = new Intl.NumberFormat('en-IN', { notation: 'compact', maximumFractionDigits: 1 })

interface ChartProps {
  title: string
  of: 'revenue' | 'orders'
  points: readonly DrawnPoint[]
  format: (value: number) => string
  formatTick: (value: number) => string
}

function Chart({ title, of, points, format, formatTick }: ChartProps) {
  return (
    <figure className={`${classes['figure']} ${classes['chart']}`}>
      <figcaption>{title}</figcaption>
      <div
        className={classes['picture']}
        role="img"
        aria-label={`${title}. ${describePeak(points, of, format)}`}
      >
        <LineChart
          steps={points.map(({ name }) => name)}
          lines={[
            {
              label: of === 'revenue' ? 'Revenue' : 'Orders',
              color: 'var(--mantine-color-indigo-6)',
              values: points.map((point) => point[of]),
            },
          ]}
          name={(name) => name}
          tick={shortName}
          format={format}
          formatTick={formatTick}
          filled
          whole={of === 'orders'}
        />
      </div>
    </figure>
  )
}

/** Under the picture the year goes without saying, where there is more than it. */
function shortName(name: string): string {
  return name.replace(/^Week of /, '').replace(/(?<=^\d+ \w+) \d{4}$/, '')
}

/** What one sees of a chart at the first look. */
function describePeak(
  points: readonly DrawnPoint[],
  of: ChartProps['of'],
  format: ChartProps['format'],
): string {
  const [first, ...others] = points
  if (!first) return 'There is nothing in it.'
  const peak = others.reduce((best, point) => (point[of] > best[of] ? point : best), first)
  return `The most: ${format(peak[of])}, ${peak.name}. The table below has each number.`
}
