import { Button, Checkbox } from '@mantine/core'
import { useInterval } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { useQuery } from 'urql'
import type { DeadLettersQueryVariables } from '../../../gql/graphql'
import { EmptyState } from '../../../ui/EmptyState'
import { Problem } from '../../../ui/Problem'
import classes from '../List.module.css'
import { LoadingRows } from '../LoadingRows'
import { DeadLetterRow } from './DeadLetterRow'
import { DeadLettersQuery } from './deadLetters'

/** Milliseconds between two looks at rows that are being replayed. */
const PACE = 2_000

export type DeadLetterFilter = Required<Omit<DeadLettersQueryVariables, 'after'>>

interface DeadLetterRowsProps {
  filter: DeadLetterFilter
  after: string | null
  /** Another number asks for the rows again. */
  version: number
  busy: boolean
  selected: ReadonlySet<string>
  onSelect: (ids: readonly string[], on: boolean) => void
  onReplay: (id: string) => void
  onDiscard: (id: string) => void
}

/** A page of the list and, once asked for, the pages behind it. */
export function DeadLetterRows(props: DeadLetterRowsProps) {
  const { filter, after, version, selected, onSelect } = props
  const [more, setMore] = useState(false)
  const [{ data, error }, refetch] = useQuery({
    query: DeadLettersQuery,
    variables: { ...filter, after },
  })
  useEffect(() => {
    if (version > 0) refetch({ requestPolicy: 'network-only' })
  }, [version, refetch])
  const nodes = data?.deadLetters.nodes ?? []
  useWhile(
    nodes.some(({ state }) => state === 'REPLAYING'),
    () => refetch({ requestPolicy: 'network-only' }),
  )
  if (!data) {
    if (!error) return <LoadingRows label="Loading the dead letters" />
    const retry = () => refetch({ requestPolicy: 'network-only' })
    return <Problem title="The dead letters could not be loaded" error={error} onRetry={retry} />
  }
  if (nodes.length === 0 && after === null) return <NoDeadLetters filter={filter} />
  const { pageInfo } = data.deadLetters
  const next = pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null
  const ids = nodes.filter(({ state }) => state !== 'DISCARDED').map(({ id }) => id)
  const all = ids.length > 0 && ids.every((id) => selected.has(id))
  return (
    <>
      {ids.length > 0 && (
        <Checkbox
          mb="sm"
          label={after === null ? 'Select all of these' : 'Select all of the following'}
          checked={all}
          indeterminate={!all && ids.some((id) => selected.has(id))}
          onChange={() => onSelect(ids, !all)}
        />
      )}
      <ul className={classes['list']}>
        {nodes.map((letter) => (
          <DeadLetterRow
            key={letter.id}
            letter={letter}
            busy={props.busy}
            selected={selected.has(letter.id)}
            onSelect={(on) => onSelect([letter.id], on)}
            onReplay={() => props.onReplay(letter.id)}
            onDiscard={() => props.onDiscard(letter.id)}
          />
        ))}
      </ul>
      {next !== null &&
        (more ? (
          <DeadLetterRows {...props} after={next} />
        ) : (
          <Button variant="default" onClick={() => setMore(true)}>
            Show older rows
          </Button>
        ))}
    </>
  )
}

function NoDeadLetters({ filter }: { filter: DeadLetterFilter }) {
  const narrowed = Object.values(filter).some((value) => value !== null)
  return narrowed ? (
    <EmptyState title="There are no such rows">Widen what you look for.</EmptyState>
  ) : (
    <EmptyState title="No dead letters">Every row that was accepted has been stored.</EmptyState>
  )
}

/** Calls again and again while a condition holds. */
function useWhile(condition: boolean, call: () => void): void {
  const { start, stop } = useInterval(call, PACE)
  useEffect(() => {
    if (condition) start()
    else stop()
    return stop
  }, [condition, start, stop])
}
