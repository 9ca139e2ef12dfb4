import { Button } from '@mantine/core'
import { useState } from 'react'
import { useQuery } from 'urql'
import { EmptyState } from '../../../ui/EmptyState'
import { Problem } from '../../../ui/Problem'
import classes from '../List.module.css'
import { LoadingRows } from '../LoadingRows'
import { ApiKeyRow } from './ApiKeyRow'
import { ApiKeysQuery } from './apiKeys'

/** A page of the list and, once asked for, the pages behind it. */
export function ApiKeyRows({ after }: { after: string | null }) {
  const [more, setMore] = useState(false)
  const [{ data, error }, refetch] = useQuery({
    query: ApiKeysQuery,
    variables: { after },
  })
  if (!data) {
    if (!error) return <LoadingRows label="Loading the keys" />
    const retry = () => refetch({ requestPolicy: 'network-only' })
    return <Problem title="The keys could not be loaded" error={error} onRetry={retry} />
  }
  const { nodes, pageInfo } = data.apiKeys
  if (nodes.length === 0 && after === null) {
    return (
      <EmptyState title="No keys yet">
        Create one for a script that loads data, or for whatever else talks to the API.
      </EmptyState>
    )
  }
  const next = pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null
  return (
    <>
      <ul className={classes['list']}>
        {nodes.map((key) => (
          <ApiKeyRow key={key.id} apiKey={key} />
        ))}
      </ul>
      {next !== null &&
        (more ? (
          <ApiKeyRows after={next} />
        ) : (
          <Button variant="default" onClick={() => setMore(true)}>
            Show older keys
          </Button>
        ))}
    </>
  )
}
