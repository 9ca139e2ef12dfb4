import { formatCount } from '../../lib/format'
import { useFormatMoney, useViewer } from '../../lib/viewer'
import classes from './Sales.module.css'
import { namePoints, type SalesPoint, type Unit } from './sales'

interface SalesTableProps {
  points: readonly SalesPoint[]
  unit: Unit
}

/** The latest first, as one asks for it first. */
export function SalesTable({ points, unit }: SalesTableProps) {
  const { timeZone } = useViewer()
  const formatMoney = useFormatMoney()
  const name = namePoints(unit, timeZone)
  return (
    // It scrolls, so a keyboard must be able to stand on it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes['scroll']} tabIndex={0} role="region" aria-label="The numbers">
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">By {unit}</th>
            <th scope="col">Revenue</th>
            <th scope="col">Orders</th>
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map((point) => (
            <tr key={point.from}>
              <th scope="row">{name(point)}</th>
              <td>{formatMoney(point.revenue)}</td>
              <td>{formatCount(point.orders)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
