import { graphql } from '../../gql'
import type { CustomerFiguresFieldsFragment } from '../../gql/graphql'
import { formatCount } from '../../lib/format'
import { useFormatDate, useFormatMoney } from '../../lib/viewer'
import classes from './CustomerFigures.module.css'

export const CustomerFiguresFields = graphql(`
  fragment CustomerFiguresFields on Customer {
    spend
    orderCount
    visits
    firstOrderAt
    lastOrderAt
  }
`)

/** What rules ask about most. */
export function CustomerFigures({ customer }: { customer: CustomerFiguresFieldsFragment }) {
  const formatMoney = useFormatMoney()
  const formatDate = useFormatDate()
  const { spend, orderCount, visits, firstOrderAt, lastOrderAt } = customer
  return (
    <dl className={classes['figures']}>
      <Figure label="Spend" value={formatMoney(spend)} />
      <Figure label="Completed orders" value={formatCount(orderCount)} />
      <Figure label="Visits" value={formatCount(visits)} />
      <Figure label="First order" value={firstOrderAt ? formatDate(firstOrderAt) : 'Never'} />
      <Figure label="Last order" value={lastOrderAt ? formatDate(lastOrderAt) : 'Never'} />
    </dl>
  )
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}
