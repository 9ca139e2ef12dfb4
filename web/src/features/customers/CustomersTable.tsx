// The rows near the window are in the document and no others, however far one
// has scrolled. Their height is fixed, so nothing moves when they come.
import { Loader, Skeleton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { formatCount } from '../../lib/format'
import { useFormatDate, useFormatMoney } from '../../lib/viewer'
import { AnchorLink } from '../../ui/AnchorLink'
import { ConsentBadge } from './ConsentBadge'
import classes from './CustomersTable.module.css'
import type { CustomerRowData } from './customersQuery'
import { RiskBadge, TierBadge } from './TierBadge'

/** In rem: one line of cells, and on a phone four. */
const WIDE_ROW = 3.75
const NARROW_ROW = 8
/** The rows that are left when more is asked for. */
const AHEAD = 20

interface CustomersTableProps {
  list: {
    nodes: readonly CustomerRowData[]
    loading: boolean
    outdated: boolean
    hasMore: boolean
    fetching: boolean
    more: () => void
  }
}

export function CustomersTable({ list }: CustomersTableProps) {
  const { nodes, loading, outdated, hasMore, fetching, more } = list
  const body = useRef<HTMLDivElement>(null)
  const rows = useRows(nodes.length, body)
  const visible = rows.getVirtualItems()
  const last = visible.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && !fetching && last >= nodes.length - AHEAD) more()
  }, [hasMore, fetching, last, nodes.length, more])
  return (
    <div
      role="table"
      aria-label="Customers"
      aria-rowcount={hasMore || loading ? -1 : nodes.length + 1}
      aria-busy={loading || outdated}
      className={classes['table']}
      data-outdated={outdated || undefined}
    >
      <div role="rowgroup" className={classes['head']}>
        <div role="row" className={classes['row']} aria-rowindex={1}>
          <span role="columnheader">Name</span>
          <span role="columnheader">City</span>
          <span role="columnheader">Spend</span>
          <span role="columnheader">Orders</span>
          <span role="columnheader">Last order</span>
          <span role="columnheader">Tier</span>
          <span role="columnheader">Tags</span>
          <span role="columnheader">Consent</span>
        </div>
      </div>
      {loading ? (
        <LoadingRows />
      ) : (
        <div
          ref={body}
          role="rowgroup"
          className={classes['body']}
          style={{ height: rows.getTotalSize() }}
        >
          {visible.map(({ index, key, start }) => {
            const customer = nodes[index]
            return (
              customer && (
                <CustomerRow
                  key={key}
                  customer={customer}
                  index={index}
                  top={start - rows.options.scrollMargin}
                />
              )
            )
          })}
        </div>
      )}
      {hasMore && fetching && !loading && (
        <div className={classes['more']}>
          <Loader size="sm" aria-label="Loading more customers" />
        </div>
      )}
    </div>
  )
}

/** The virtual rows of a body that scrolls with the window. */
function useRows(count: number, body: React.RefObject<HTMLDivElement | null>) {
  const narrow = useMediaQuery('(max-width: 48em)') ?? false
  const [scrollMargin, setScrollMargin] = useState(0)
  useLayoutEffect(() => {
    if (body.current) setScrollMargin(body.current.getBoundingClientRect().top + window.scrollY)
  }, [body, count])
  // oxlint-disable-next-line react/incompatible-library -- its rows are read in this render alone
  const rows = useWindowVirtualizer({
    count,
    estimateSize: () => (narrow ? NARROW_ROW : WIDE_ROW) * rem(),
    overscan: 10,
    scrollMargin,
  })
  useEffect(() => rows.measure(), [rows, narrow])
  return rows
}

/** Who has larger text gets higher rows. */
function rem(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
}

interface CustomerRowProps {
  customer: CustomerRowData
  index: number
  /** In pixels, within the body. */
  top: number
}

function CustomerRow({ customer, index, top }: CustomerRowProps) {
  const formatMoney = useFormatMoney()
  const formatDate = useFormatDate()
  const { id, name, externalId, city, spend, orderCount, lastOrderAt, tags, consent } = customer
  const { rfm, churnRisk } = customer
  const place = { '--top': `${top}px` } as CSSProperties
  return (
    <div role="row" className={classes['row']} aria-rowindex={index + 2} style={place}>
      <span role="cell" className={classes['who']}>
        <AnchorLink
          to="/customers/$customerId"
          params={{ customerId: id }}
          className={classes['name']}
        >
          {name ?? externalId}
        </AnchorLink>
        {name && <span className={classes['id']}>{externalId}</span>}
      </span>
      <span role="cell" className={classes['city']}>
        {city ?? '–'}
      </span>
      <span role="cell" className={classes['spend']}>
        {formatMoney(spend)}
      </span>
      <span role="cell" className={classes['orders']}>
        {formatCount(orderCount)}
        <span className={classes['unit']}> {orderCount === 1 ? 'order' : 'orders'}</span>
      </span>
      <span role="cell" className={classes['last']}>
        {lastOrderAt ? formatDate(lastOrderAt) : 'Never'}
      </span>
      <span role="cell" className={classes['tier']}>
        <TierBadge tier={rfm.tier} />
        <RiskBadge risk={churnRisk} />
      </span>
      <span role="cell" className={classes['tags']} title={tags.join(', ')}>
        {tags.length === 0 ? '–' : tags.join(', ')}
      </span>
      <span role="cell" className={classes['consent']}>
        <ConsentBadge consent={consent} />
      </span>
    </div>
  )
}

function LoadingRows() {
  return (
    <div role="rowgroup" aria-label="Loading customers" className={classes['loading']}>
      {Array.from({ length: 10 }, (_, row) => (
        <div key={row} role="row">
          <span role="cell">
            <Skeleton height="2.25rem" />
          </span>
        </div>
      ))}
    </div>
  )
}
