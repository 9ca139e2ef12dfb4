// What is on screen outlives the trouble of asking for it again. Views say
// what they want to know; that it stays when an answer fails, and is asked for
// again after a break, is seen to here for all of them.
import { type Exchange, makeOperation, type Operation, type OperationResult } from '@urql/core'
import { map, pipe, tap } from 'wonka'
import type { Connection } from './connection'
import { hasCode } from './errorCodes'
import type { Session } from './session'

/** A query that some view follows, with its last good answer. */
interface Followed {
  operation: Operation
  data: OperationResult['data']
}

/**
 * A failed answer carries the last good one to the same question beside its
 * error, for as long as a view follows it: without data are only those views
 * that never had any. What one may not see any more is not kept.
 *
 * Every followed query is asked again when the server is reached after a break,
 * and when somebody has signed in again, as what happened meanwhile was not
 * heard. The connection learns of a break from the answers that fail, too: a
 * page without a subscription has no socket to notice it.
 */
export function stayCurrent(
  connection: Pick<Connection, 'noticeBreak' | 'onReconnected'>,
  session: Pick<Session, 'onResumed'>,
): Exchange {
  return ({ client, forward }) => {
    const followed = new Map<number, Followed>()

    function askAgain(): void {
      for (const { operation } of followed.values()) {
        const context = { ...operation.context, requestPolicy: 'network-only' as const }
        client.reexecuteOperation(makeOperation('query', operation, context))
      }
    }
    connection.onReconnected(askAgain)
    session.onResumed(askAgain)

    /** A view that asks again by itself leaves and comes back in the same turn. */
    function leave(key: number): void {
      const left = followed.get(key)
      queueMicrotask(() => {
        if (left && followed.get(key) === left) followed.delete(key)
      })
    }

    function withLastKnown(result: OperationResult): OperationResult {
      const { operation, data, error } = result
      const known = followed.get(operation.key)
      if (!known) return result
      if (!error) {
        if (data) known.data = data
        return result
      }
      if (hasCode(error, 'FORBIDDEN')) known.data = undefined
      return known.data ? { ...result, data: known.data } : result
    }

    return (operations) =>
      pipe(
        operations,
        tap((operation) => {
          if (operation.kind === 'teardown') leave(operation.key)
          if (operation.kind !== 'query') return
          followed.set(operation.key, { operation, data: followed.get(operation.key)?.data })
        }),
        forward,
        tap(({ operation, error }) => {
          if (operation.kind !== 'subscription' && error && isUnreached(error)) {
            connection.noticeBreak()
          }
        }),
        map(withLastKnown),
      )
  }
}

/** Nobody answered, or somebody in between who does not reach the server either. */
function isUnreached({ networkError, response }: NonNullable<OperationResult['error']>): boolean {
  const status = (response as Response | undefined)?.status
  return networkError !== undefined && (status === undefined || (status >= 502 && status <= 504))
}
