// The import's side of the API: rows out, batches followed.
import type { Client, CombinedError, OperationResult } from '@urql/core'
import { graphql } from '../../gql'
import type { CustomerInput, IngestAnswerFragment, OrderInput } from '../../gql/graphql'
import { describeProblem } from '../../ui/Problem'
import type { Follow } from './batches'
import type { Kind } from './fields'
import { type Answer, type Call, CallFailed } from './send'

export const IngestAnswer = graphql(`
  fragment IngestAnswer on IngestPayload {
    batch {
      id
    }
    acceptedCount
    userErrors {
      code
      message
      path
    }
  }
`)

const CustomersIngest = graphql(`
  mutation CustomersIngest($input: CustomersIngestInput!) {
    answer: customersIngest(input: $input) {
      ...IngestAnswer
    }
  }
`)

const OrdersIngest = graphql(`
  mutation OrdersIngest($input: OrdersIngestInput!) {
    answer: ordersIngest(input: $input) {
      ...IngestAnswer
    }
  }
`)

const IngestProgress = graphql(`
  subscription IngestProgress($batchId: ID!) {
    ingestProgress(batchId: $batchId) {
      id
      persisted
      deadLettered
      finishedAt
    }
  }
`)

type Result = OperationResult<{ answer: IngestAnswerFragment }>

/** Calls of a kind. The rows were checked, cell by cell, against the shapes of the API's inputs. */
export function callsOfKind(client: Client, kind: Kind): Call {
  const policy = { errorPolicy: 'REJECT_EVERYTHING' as const }
  return (rows, idempotencyKey, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const take = (result: Result) => {
        if (result.data && !result.error) resolve(answerOf(result.data.answer))
        else reject(failureOf(result.error))
      }
      const { unsubscribe } =
        kind === 'customers'
          ? client
              .mutation(CustomersIngest, {
                input: { rows: rows as CustomerInput[], idempotencyKey, ...policy },
              })
              .subscribe(take)
          : client
              .mutation(OrdersIngest, {
                input: { rows: rows as unknown as OrderInput[], idempotencyKey, ...policy },
              })
              .subscribe(take)
      signal.addEventListener(
        'abort',
        () => {
          unsubscribe()
          reject(signal.reason)
        },
        { once: true },
      )
    })
}

function answerOf({ batch, acceptedCount, userErrors }: IngestAnswerFragment): Answer {
  return { batch: batch?.id ?? null, accepted: acceptedCount, problems: userErrors }
}

const passing = new Set(['BACKLOGGED', 'UNAVAILABLE'])

/** Whether it passes: the network's troubles and a busy server do, a refusal does not. */
export function failureOf(error: CombinedError | undefined): CallFailed {
  if (!error) return new CallFailed('The server answered without an answer.', false)
  const [first] = error.graphQLErrors
  if (first) {
    const { code, retryAfterSeconds } = first.extensions
    const told = typeof retryAfterSeconds === 'number' ? retryAfterSeconds : null
    return new CallFailed(describeProblem(error), passing.has(String(code)), told)
  }
  const status = (error.response as Response | undefined)?.status
  const passes = status === undefined || status >= 500 || status === 408 || status === 429
  return new CallFailed(describeProblem(error), passes)
}

export function followOf(client: Client): Follow {
  return (batchId, heard, ended) => {
    const { unsubscribe } = client
      .subscription(IngestProgress, { batchId })
      .subscribe(({ data, error }) => {
        if (data) heard(data.ingestProgress)
        if (error) ended()
      })
    return unsubscribe
  }
}
