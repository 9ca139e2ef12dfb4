// Messages as the assistant writes them, each as soon as it is ready. What was
// suggested before stays until the first of the new ones is there, so that a
// question which fails costs nothing.
import type { Client, CombinedError } from '@urql/core'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useClient } from 'urql'
import { onEnd, pipe, subscribe } from 'wonka'
import { graphql } from '../../../gql'
import type {
  MessageSuggestedSubscription,
  MessageSuggestedSubscriptionVariables,
} from '../../../gql/graphql'

const MessageSuggested = graphql(`
  subscription MessageSuggested(
    $goal: String!
    $rule: RuleInput
    $segmentId: ID
    $channel: Channel!
    $tone: MessageTone!
  ) {
    messageSuggestions(
      goal: $goal
      rule: $rule
      segmentId: $segmentId
      channel: $channel
      tone: $tone
    ) {
      message
      reason
      length
      fits
      product {
        sku
        name
        category
        buyers
        imageUrl
      }
      origin {
        ...DraftOriginFields
      }
    }
  }
`)

export type MessageVariant = MessageSuggestedSubscription['messageSuggestions']
export type MessageQuestion = MessageSuggestedSubscriptionVariables

interface Suggestions {
  asking: boolean
  variants: readonly MessageVariant[]
  /** What they were suggested for. */
  to: MessageQuestion | null
  /** Why the last question has not been answered to its end. */
  error: CombinedError | null
}

const none: Suggestions = { asking: false, variants: [], to: null, error: null }

export function useMessageSuggestions() {
  const client = useClient()
  const [state, setState] = useState(none)
  const forget = useRef(() => {})
  useEffect(() => () => forget.current(), [])

  const ask = useCallback(
    (question: MessageQuestion) => {
      forget.current()
      setState((last) => ({ ...last, asking: true, error: null }))
      forget.current = follow(client, question, setState)
    },
    [client],
  )

  const stop = useCallback(() => {
    forget.current()
    setState((last) => ({ ...last, asking: false }))
  }, [])

  return { ...state, ask, stop }
}

type Change = (change: (last: Suggestions) => Suggestions) => void

/** Returns what ends it; nothing is heard of it from then on. */
function follow(client: Client, question: MessageQuestion, change: Change): () => void {
  let heard: readonly MessageVariant[] = []
  let over = false
  const hear = (next: (last: Suggestions) => Suggestions) => {
    if (!over) change(next)
  }
  const { unsubscribe } = pipe(
    client.subscription(MessageSuggested, question),
    onEnd(() =>
      hear((last) =>
        heard.length === 0 && !last.error
          ? { ...last, asking: false, variants: [], to: question }
          : { ...last, asking: false },
      ),
    ),
    subscribe(({ data, error }) => {
      const variant = data?.messageSuggestions
      if (error || !variant) {
        hear((last) => ({ ...last, asking: false, error: error ?? null }))
        return
      }
      // After a break the whole question is asked again.
      if (heard.some(({ message }) => message === variant.message)) return
      heard = [...heard, variant]
      const variants = heard
      hear((last) => ({ ...last, variants, to: question }))
    }),
  )
  return () => {
    over = true
    unsubscribe()
  }
}
