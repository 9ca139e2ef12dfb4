// The message as the audience would get it, a moment after the last key. While
// the new answer is on its way the old one stays, and says that it is old.
import { useDebouncedValue } from '@mantine/hooks'
import { useMemo } from 'react'
import { type CombinedError, useQuery } from 'urql'
import { type MessagePreview, MessagePreviewQuery } from '../campaigns/messagePreviewQuery'
import { atFields, type Draft, type FieldErrors, ruleOf } from './draft'

/** Between the last key and the question. */
const TYPING_MS = 250

export interface PreviewState {
  /** The last good answer; null while nothing can be previewed. */
  shown: MessagePreview | null
  /** Whether it is of something older than what stands in the form. */
  stale: boolean
  /** What is wrong with what stands there. */
  at: FieldErrors
  error: CombinedError | undefined
  retry: () => void
}

export function useMessagePreview({ message, audience, channel }: Draft): PreviewState {
  const rule = ruleOf(audience)
  const wanted = JSON.stringify({ message, rule, channel })
  const [asked] = useDebouncedValue(wanted, TYPING_MS)
  const variables = useMemo(() => JSON.parse(asked), [asked])
  const nothing = rule === null || message.trim() === ''
  const [{ data, error, fetching }, execute] = useQuery({
    query: MessagePreviewQuery,
    variables,
    pause: variables.rule === null || variables.message.trim() === '',
  })
  const preview = data?.messagePreview
  const behind = wanted !== asked || fetching
  const wrong = preview?.userErrors ?? []
  return {
    shown: nothing || !preview || wrong.length > 0 ? null : preview,
    stale: behind,
    // Halfway through a variable everything is wrong: complaints wait until the typing stops.
    at: nothing || behind ? {} : atFields(wrong).at,
    error: nothing ? undefined : error,
    retry: () => execute({ requestPolicy: 'network-only' }),
  }
}
