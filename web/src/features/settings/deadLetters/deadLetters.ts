import { graphql } from '../../../gql'
import type { DeadLettersQuery as DeadLettersData } from '../../../gql/graphql'

export const DeadLettersQuery = graphql(`
  query DeadLetters($stream: String, $state: DeadLetterState, $code: String, $after: String) {
    deadLetters(stream: $stream, state: $state, code: $code, first: 50, after: $after) {
      nodes {
        id
        stream
        state
        code
        reason
        payload
        createdAt
        updatedAt
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`)

export type DeadLetter = DeadLettersData['deadLetters']['nodes'][number]

export const DeadLettersReplay = graphql(`
  mutation DeadLettersReplay($input: DeadLettersReplayInput!) {
    deadLettersReplay(input: $input) {
      done: replayed
      userErrors {
        code
        message
        path
      }
    }
  }
`)

export const DeadLettersDiscard = graphql(`
  mutation DeadLettersDiscard($input: DeadLettersDiscardInput!) {
    deadLettersDiscard(input: $input) {
      done: discarded
      userErrors {
        code
        message
        path
      }
    }
  }
`)

export const streamChoices = [
  { value: '', label: 'All' },
  { value: 'ingest:customers', label: 'Customers' },
  { value: 'ingest:orders', label: 'Orders' },
  { value: 'receipts', label: 'Receipts' },
]

export function streamLabel(stream: string): string {
  return streamChoices.find(({ value }) => value === stream)?.label ?? stream
}

/** The row as one reads it; as it is where it is no JSON. */
export function prettyPayload(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2)
  } catch {
    return payload
  }
}
