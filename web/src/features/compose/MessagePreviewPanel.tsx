// The message as real people of the audience would get it, one after the other,
// how long it is, and how many would be left out and why.
import { ActionIcon, Group, Stack, Text, Title } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { formatCount } from '../../lib/format'
import { Problem } from '../../ui/Problem'
import { leftOut } from '../campaigns/leftOut'
import type { MessagePreview } from '../campaigns/messagePreviewQuery'
import { type Draft, ruleOf } from './draft'
import { MessageLength } from './MessageLength'
import classes from './MessagePreviewPanel.module.css'
import type { PreviewState } from './useMessagePreview'

interface MessagePreviewPanelProps {
  preview: PreviewState
  draft: Draft
}

export function MessagePreviewPanel({ preview, draft }: MessagePreviewPanelProps) {
  const { shown, stale, error, retry } = preview
  return (
    <section aria-labelledby="preview" className={classes['panel']}>
      <Title order={2} id="preview">
        Preview
      </Title>
      {error && !shown ? (
        <Problem title="The message could not be previewed" error={error} onRetry={retry} />
      ) : shown ? (
        <Stack gap="sm" className={classes['shown']} data-stale={stale || undefined}>
          <Samples preview={shown} channel={draft.channel} />
          <LeftOut preview={shown} />
        </Stack>
      ) : (
        <Text size="sm" c="dimmed">
          {describeNothing(draft, preview)}
        </Text>
      )}
    </section>
  )
}

function describeNothing(draft: Draft, { at, stale }: PreviewState): string {
  if (ruleOf(draft.audience) === null)
    return 'Choose whom it is for to see the message as they would.'
  if (draft.message.trim() === '') return 'What you write appears here as people would get it.'
  if (at.message) return 'The message has a mistake, which is said beside it.'
  return stale ? 'Writing to a few of them…' : 'The audience cannot be used.'
}

interface SamplesProps {
  preview: MessagePreview
  channel: Draft['channel']
}

function Samples({ preview: { samples }, channel }: SamplesProps) {
  const [chosen, setChosen] = useState(0)
  // A new audience may have fewer people to show.
  const index = Math.min(chosen, samples.length - 1)
  const sample = samples[index]
  if (!sample) return <Text size="sm">Nobody in this audience can be reached on this channel.</Text>
  const turn = (by: number) => setChosen((index + by + samples.length) % samples.length)
  return (
    <>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
          {sample.customerName ?? sample.customerExternalId}
        </Text>
        <Group gap={4} wrap="nowrap">
          <ActionIcon
            variant="default"
            size="lg"
            aria-label="The person before"
            disabled={samples.length < 2}
            onClick={() => turn(-1)}
          >
            <IconChevronLeft size={18} />
          </ActionIcon>
          <Text size="xs" c="dimmed" className={classes['position']}>
            {index + 1} of {samples.length}
          </Text>
          <ActionIcon
            variant="default"
            size="lg"
            aria-label="The next person"
            disabled={samples.length < 2}
            onClick={() => turn(1)}
          >
            <IconChevronRight size={18} />
          </ActionIcon>
        </Group>
      </Group>
      {typeof sample.text === 'string' ? (
        <>
          <div className={classes['bubble']}>{sample.text}</div>
          <MessageLength text={sample.text} channel={channel} />
        </>
      ) : (
        <div className={classes['bubble']} data-empty>
          Would get nothing: something that the message says is not known of them.
        </div>
      )}
    </>
  )
}

function LeftOut({ preview }: { preview: MessagePreview }) {
  const lines = leftOut(preview)
  return (
    <div role="status" aria-label="Who gets it">
      <Text size="sm" fw={550}>
        {formatCount(preview.reachable)} of {formatCount(preview.audience)} can be reached
      </Text>
      {lines.map((line) => (
        <Text size="sm" key={line}>
          {line}
        </Text>
      ))}
    </div>
  )
}
