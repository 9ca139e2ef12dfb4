// A goal and a tone, and messages for them as they are written. One press puts
// a message into the field.
import {
  Button,
  Group,
  Input,
  SegmentedControl,
  Skeleton,
  Text,
  TextInput,
  VisuallyHidden,
} from '@mantine/core'
import { type KeyboardEvent, useRef, useState } from 'react'
import type { MessageTone } from '../../../gql/graphql'
import { useCaughtFocus } from '../../../lib/useCaughtFocus'
import { Problem } from '../../../ui/Problem'
import { SteadyButton } from '../../../ui/SteadyButton'
import { type Draft, ruleOf } from '../draft'
import { MessageVariantCard } from './MessageVariantCard'
import classes from './SuggestPanel.module.css'
import { type MessageQuestion, useMessageSuggestions } from './useMessageSuggestions'

interface SuggestPanelProps {
  draft: Draft
  onTake: (message: string) => void
}

const tones: { value: MessageTone; label: string }[] = [
  { value: 'FRIENDLY', label: 'Friendly' },
  { value: 'FORMAL', label: 'Formal' },
  { value: 'PLAYFUL', label: 'Playful' },
  { value: 'URGENT', label: 'Urgent' },
]

/** In characters. */
const LONGEST_GOAL = 300

export function SuggestPanel({ draft, onTake }: SuggestPanelProps) {
  const [goal, setGoal] = useState('')
  const [tone, setTone] = useState<MessageTone>('FRIENDLY')
  const { asking, variants, to, error, ask, stop } = useMessageSuggestions()
  const question = questionOf(draft, { goal: goal.trim(), tone })
  const suggestButton = useRef<HTMLButtonElement>(null)
  const fresh = to !== null && sameAudience(to, questionOf(draft, to))

  function suggest(): void {
    if (question) ask(question)
  }

  /** Enter would save the campaign: the field lies in its form. */
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter') return
    event.preventDefault()
    suggest()
  }

  return (
    <section
      aria-label="Suggested messages"
      className={classes['panel']}
      {...useCaughtFocus(suggestButton)}
    >
      <TextInput
        label="What the message is to achieve"
        description="For example: bring them back with 10% off until Sunday"
        maxLength={LONGEST_GOAL}
        value={goal}
        onChange={(event) => setGoal(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Input.Wrapper label="Tone" labelElement="div">
        <div className={classes['tones']}>
          <SegmentedControl
            aria-label="Tone"
            size="xs"
            data={tones}
            value={tone}
            onChange={(next) => setTone(next as MessageTone)}
          />
        </div>
      </Input.Wrapper>
      <Group gap="xs">
        <SteadyButton ref={suggestButton} variant="light" off={!question} onClick={suggest}>
          {variants.length > 0 ? 'Suggest again' : 'Suggest'}
        </SteadyButton>
        {asking && (
          <Button variant="default" onClick={stop}>
            Stop
          </Button>
        )}
        {ruleOf(draft.audience) === null && (
          <Text size="sm" c="dimmed">
            Choose the audience first: the message is for its people.
          </Text>
        )}
      </Group>
      <VisuallyHidden role="status" aria-label="How many messages are suggested">
        {describeCount(variants.length, asking)}
      </VisuallyHidden>
      {variants.length > 0 && !fresh && (
        <Text size="sm">
          These were written for another audience or channel than is chosen now.
          {!asking && ' Suggest again for this one.'}
        </Text>
      )}
      {to && variants.length > 0 && (
        <ul className={classes['variants']} data-fresh={fresh}>
          {variants.map((variant) => (
            <li key={variant.message}>
              <MessageVariantCard
                variant={variant}
                channel={to.channel}
                isTaken={draft.message === variant.message}
                onTake={() => onTake(variant.message)}
              />
            </li>
          ))}
        </ul>
      )}
      {asking && <Skeleton height={150} aria-label="Writing a message" />}
      {to && !asking && !error && variants.length === 0 && (
        <Text size="sm">
          No message holds for this. Say the goal in other words, or write one yourself.
        </Text>
      )}
      {error && <Problem title="Not all messages were suggested" error={error} onRetry={suggest} />}
    </section>
  )
}

/** Null as long as there is no goal, or nobody to write to. */
function questionOf(
  { audience, channel }: Draft,
  { goal, tone }: Pick<MessageQuestion, 'goal' | 'tone'>,
): MessageQuestion | null {
  const rule = ruleOf(audience)
  if (goal === '' || rule === null) return null
  return audience.kind === 'segment'
    ? { goal, tone, channel, segmentId: audience.id }
    : { goal, tone, channel, rule }
}

function sameAudience(asked: MessageQuestion, now: MessageQuestion | null): boolean {
  return JSON.stringify(asked) === JSON.stringify(now)
}

function describeCount(count: number, asking: boolean): string {
  const messages = count === 1 ? '1 message suggested' : `${count} messages suggested`
  if (asking) return count === 0 ? 'Writing messages' : `${messages}, and more to come`
  return count === 0 ? '' : messages
}
