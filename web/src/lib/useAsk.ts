// A question that somebody asks by a press, and not a page by being opened:
// the assistant may take its time over one, so it can be stopped, and what was
// answered before stays until there is a better answer.
import type { AnyVariables, CombinedError, TypedDocumentNode } from '@urql/core'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useClient } from 'urql'
import { filter, pipe, subscribe, take } from 'wonka'

export interface Asked<Data, Variables> {
  asking: boolean
  /** The last answer, and what it is an answer to. */
  answer: { data: Data; to: Variables } | null
  /** Why the last question has none. */
  error: CombinedError | null
}

export interface Ask<Data, Variables> extends Asked<Data, Variables> {
  ask: (variables: Variables) => void
  /** Waits no longer. */
  stop: () => void
}

export function useAsk<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
): Ask<Data, Variables> {
  const client = useClient()
  const [asked, setAsked] = useState<Asked<Data, Variables>>({
    asking: false,
    answer: null,
    error: null,
  })
  const forget = useRef(() => {})
  useEffect(() => () => forget.current(), [])

  const ask = useCallback(
    (variables: Variables) => {
      forget.current()
      setAsked(({ answer }) => ({ asking: true, answer, error: null }))
      const { unsubscribe } = pipe(
        client.query(document, variables, { requestPolicy: 'network-only' }),
        // One answer and no more: followed further, it would be asked again after each break,
        // and a failure of the next time would be hidden by what was answered this time.
        filter(({ stale }) => !stale),
        take(1),
        subscribe(({ data, error }) =>
          setAsked(({ answer }) => ({
            asking: false,
            answer: data ? { data, to: variables } : answer,
            error: data ? null : (error ?? null),
          })),
        ),
      )
      forget.current = unsubscribe
    },
    [client, document],
  )

  const stop = useCallback(() => {
    forget.current()
    setAsked(({ answer }) => ({ asking: false, answer, error: null }))
  }, [])

  return { ...asked, ask, stop }
}
