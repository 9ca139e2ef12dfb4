// The far end of the GraphQL client in unit tests: it answers by operation
// name and pushes events when the test says so. Everything above it, the cache
// included, is the real thing.
import {
  type Client,
  type Exchange,
  makeErrorResult,
  makeOperation,
  makeResult,
  type Operation,
  type OperationResult,
} from '@urql/core'
import type { DocumentNode } from 'graphql'
import type { Viewer } from '../lib/viewer'
import { filter, make, mergeMap, type Observer, pipe, type Source, takeUntil } from 'wonka'

type Variables = Record<string, unknown>
type Data = Record<string, unknown>
type Answer = (variables: Variables) => Parameters<typeof makeResult>[1]

interface Following {
  name: string
  operation: Operation
  observer: Observer<OperationResult>
}

export interface FakeServer {
  exchange: Exchange
  /** Every query and mutation received, in order, but for the frame's own. */
  received: { name: string; variables: Variables }[]
  /** Those of that name. */
  asked: (name: string) => FakeServer['received']
  /** Every subscription, in order. */
  followed: { name: string; variables: Variables }[]
  /** Sends an event to whoever subscribed by the operation of that name. */
  push: (name: string, data: Data) => void
  /** Ends the subscriptions by the operation of that name; with an answer, as one that fails. */
  end: (name: string, failure?: ReturnType<Answer>) => void
}

/** Who is signed in, in tests: somebody who may do everything, but for what is given. */
export function viewer(fields: Partial<Viewer> = {}) {
  return {
    __typename: 'Viewer' as const,
    id: 'local-admin',
    label: 'Local admin',
    permissions: ['INGEST', 'READ', 'CAMPAIGNS', 'RECEIPTS', 'ADMINISTER'],
    timeZone: 'Asia/Kolkata',
    currency: 'INR',
    ...fields,
  }
}

/** What the server says to strangers. */
export const unauthenticated = {
  errors: [
    {
      message: 'Sign in first, or bring an API key.',
      extensions: { code: 'UNAUTHENTICATED' },
    },
  ],
}

/** Every page asks this first; a test that is about it gives its own answer. */
const frame: Record<string, Answer> = { Viewer: () => ({ data: { viewer: viewer() } }) }

/** Operations without an answer fail as if the network were down. */
export function createFakeServer(answers: Record<string, Answer>): FakeServer {
  const received: FakeServer['received'] = []
  const followed: FakeServer['followed'] = []
  const open = new Set<Following>()

  function follow(name: string, operation: Operation): Source<OperationResult> {
    followed.push({ name, variables: operation.variables as Variables })
    return make((observer) => {
      const following = { name, operation, observer }
      open.add(following)
      return () => open.delete(following)
    })
  }

  /** A copy: what ends one takes it out. */
  const followings = (wanted: string) => [...open].filter(({ name }) => name === wanted)

  function answer(operation: Operation): Source<OperationResult> {
    const name = nameOf(operation)
    if (operation.kind === 'subscription') return follow(name, operation)
    return make((observer) => {
      let ended = false
      // As the real one: what is torn down in the same turn never leaves.
      queueMicrotask(() => {
        if (ended) return
        const variables = operation.variables as Variables
        if (!(name in frame)) received.push({ name, variables })
        const found = answers[name] ?? frame[name]
        observer.next(
          found
            ? makeResult(operation, found(variables))
            : makeErrorResult(operation, new Error('No network')),
        )
        observer.complete()
      })
      return () => {
        ended = true
      }
    })
  }

  let client: Client | undefined
  const exchange: Exchange = (input) => {
    client = input.client
    return (operations) =>
      pipe(
        operations,
        filter(({ kind }) => kind !== 'teardown'),
        mergeMap((operation) => {
          const ended = pipe(
            operations,
            filter(({ kind, key }) => kind === 'teardown' && key === operation.key),
          )
          return pipe(answer(operation), takeUntil(ended))
        }),
      )
  }

  function push(name: string, data: Data): void {
    for (const { operation, observer } of followings(name)) {
      observer.next(makeResult(operation, { data }))
    }
  }

  function end(name: string, failure?: ReturnType<Answer>): void {
    for (const { operation, observer } of followings(name)) {
      // As the real ones: who has failed is told so, and who is done is taken down.
      if (failure) observer.next(makeResult(operation, failure))
      else client?.reexecuteOperation(makeOperation('teardown', operation, operation.context))
    }
  }

  const asked = (wanted: string) => received.filter(({ name }) => name === wanted)
  return { exchange, received, asked, followed, push, end }
}

export function nameOf({ query }: Operation): string {
  const [definition] = (query as DocumentNode).definitions
  if (definition?.kind !== 'OperationDefinition' || !definition.name) {
    throw new Error('An operation without a name')
  }
  return definition.name.value
}
