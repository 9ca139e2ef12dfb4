import { Link, type LinkProps } from '@tanstack/react-router'
import type { DashboardQuery as DashboardData } from '../../gql/graphql'
import { formatCount, formatMoneyRounded } from '../../lib/format'
import { useViewer } from '../../lib/viewer'
import classes from './Figures.module.css'
import { describeGrowth, type Period } from './period'

/** The first numbers of the page, each a way to what it counts. */
export function Figures({ period, data }: { period: Period; data: DashboardData }) {
  const { dashboard, before } = data
  const { currency } = useViewer()
  const { days } = period
  const compare = (now: number, then: number | undefined) =>
    days === null || then === undefined ? 'All time' : describeGrowth(now, then, days)
  return (
    <ul className={classes['figures']}>
      <Figure
        label="Revenue"
        value={formatMoneyRounded(dashboard.revenue, currency)}
        note={compare(Number(dashboard.revenue), before && Number(before.revenue))}
        link={{ to: '/customers', search: { sort: 'SPEND' } }}
      />
      <Figure
        label="Customers"
        value={formatCount(dashboard.customers)}
        note="Now"
        link={{ to: '/customers' }}
      />
      <Figure
        label="Orders"
        value={formatCount(dashboard.orders)}
        note={compare(dashboard.orders, before?.orders)}
        link={{ to: '/customers', search: { sort: 'LAST_ORDER' } }}
      />
      <Figure
        label="Messages sent"
        value={formatCount(dashboard.messages.accepted)}
        note={compare(dashboard.messages.accepted, before?.messages.accepted)}
        link={{ to: '/campaigns' }}
      />
      <Figure
        label="Active campaigns"
        value={formatCount(dashboard.activeCampaigns)}
        note="Now"
        link={{ to: '/campaigns' }}
      />
    </ul>
  )
}

/** Characters of a value that need more room than a column has. */
const LONG = 12

interface FigureProps {
  label: string
  value: string
  /** What it is compared with, or when it holds. */
  note: string
  link: Pick<LinkProps, 'to' | 'search'>
}

function Figure({ label, value, note, link }: FigureProps) {
  return (
    <li className={value.length > LONG ? (classes['long'] ?? '') : ''}>
      <Link {...link} className={classes['figure']}>
        <span className={classes['label']}>{label}</span>{' '}
        <span className={classes['value']}>{value}</span>{' '}
        <span className={classes['note']}>{note}</span>
      </Link>
    </li>
  )
}
