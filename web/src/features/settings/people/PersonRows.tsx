import { Button, Text } from '@mantine/core'
import { useState } from 'react'
import { useQuery } from 'urql'
import { Problem } from '../../../ui/Problem'
import classes from '../List.module.css'
import { LoadingRows } from '../LoadingRows'
import { PeopleQuery } from './people'
import { PersonRow } from './PersonRow'

/** A page of the list and, once asked for, the pages behind it. */
export function PersonRows({ after }: { after: string | null }) {
  const [more, setMore] = useState(false)
  const [{ data, error }, refetch] = useQuery({
    query: PeopleQuery,
    variables: { after },
  })
  if (!data) {
    if (!error) return <LoadingRows label="Loading the people" />
    const retry = () => refetch({ requestPolicy: 'network-only' })
    return <Problem title="The people could not be loaded" error={error} onRetry={retry} />
  }
  const { nodes, pageInfo } = data.people
  if (nodes.length === 0 && after === null) {
    return <Text size="sm">Nobody has signed in yet. Invite somebody below.</Text>
  }
  const next = pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null
  return (
    <>
      <ul className={classes['list']}>
        {nodes.map((person) => (
          <PersonRow key={person.id} person={person} />
        ))}
      </ul>
      {next !== null &&
        (more ? (
          <PersonRows after={next} />
        ) : (
          <Button variant="default" onClick={() => setMore(true)}>
            Show more people
          </Button>
        ))}
    </>
  )
}
