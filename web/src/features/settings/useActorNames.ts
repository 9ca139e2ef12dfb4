// The server names whoever acted by an id; here are the names that people know.
import { useQuery } from 'urql'
import { graphql } from '../../gql'

const ActorNamesQuery = graphql(`
  query ActorNames {
    people(first: 200) {
      nodes {
        id
        name
        email
      }
    }
    apiKeys(first: 200) {
      nodes {
        id
        name
      }
    }
  }
`)

export interface NamedActor {
  id: string
  name: string
}

/** Who can have acted: this server itself, its people, its keys. */
export function useActors(): readonly NamedActor[] {
  const [{ data }] = useQuery({ query: ActorNamesQuery })
  return [
    { id: 'local-admin', name: 'Local admin' },
    { id: 'system', name: 'The system' },
    ...(data?.people.nodes ?? []).map(({ id, name, email }) => ({ id, name: name ?? email ?? id })),
    ...(data?.apiKeys.nodes ?? []).map(({ id, name }) => ({ id, name: `Key ${name}` })),
  ]
}

/** Names an actor; one that is not among the known keeps its id. */
export function useActorName(): (id: string) => string {
  const actors = useActors()
  return (id) => actors.find((actor) => actor.id === id)?.name ?? id
}
