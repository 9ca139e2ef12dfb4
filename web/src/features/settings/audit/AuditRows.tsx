import { Button } from '@mantine/core'
import { useState } from 'react'
import { useQuery } from 'urql'
import type { AuditFilter } from '../../../gql/graphql'
import { EmptyState } from '../../../ui/EmptyState'
import { Problem } from '../../../ui/Problem'
import classes from '../List.module.css'
import { LoadingRows } from '../LoadingRows'
import { AuditLogQuery } from './audit'
import { AuditRow } from './AuditRow'

interface AuditRowsProps {
  filter: AuditFilter
  after: string | null
}

/** A page of the log and, once asked for, the pages behind it. */
export function AuditRows({ filter, after }: AuditRowsProps) {
  const [more, setMore] = useState(false)
  const [{ data, error }, refetch] = useQuery({
    query: AuditLogQuery,
    variables: { filter, after },
  })
  if (!data) {
    if (!error) return <LoadingRows label="Loading the audit log" />
    const retry = () => refetch({ requestPolicy: 'network-only' })
    return <Problem title="The audit log could not be loaded" error={error} onRetry={retry} />
  }
  const { nodes, pageInfo } = data.auditLog
  if (nodes.length === 0 && after === null) {
    return Object.keys(filter).length === 0 ? (
      <EmptyState title="Nothing was done yet">It appears here once somebody does.</EmptyState>
    ) : (
      <EmptyState title="Nothing like that was done">Widen what you look for.</EmptyState>
    )
  }
  const next = pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null
  return (
    <>
      <ul className={classes['list']}>
        {nodes.map((entry) => (
          <AuditRow key={entry.id} entry={entry} />
        ))}
      </ul>
      {next !== null &&
        (more ? (
          <AuditRows filter={filter} after={next} />
        ) : (
          <Button variant="default" onClick={() => setMore(true)}>
            Show earlier entries
          </Button>
        ))}
    </>
  )
}
