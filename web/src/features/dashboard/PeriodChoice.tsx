import { Link } from '@tanstack/react-router'
import { type Period, periods } from './period'
import classes from './PeriodChoice.module.css'

/** Links, so that each choice has an address, and the Back button takes it back. */
export function PeriodChoice({ chosen }: { chosen: Period }) {
  return (
    <nav aria-label="Period" className={classes['choice']}>
      {periods.map(({ key, label }) => (
        <Link
          key={key}
          to="/"
          search={{ period: key }}
          className={classes['period']}
          aria-current={key === chosen.key ? 'page' : undefined}
        >
          {label}
        </Link>
      ))}
    </nav>
  )
}
