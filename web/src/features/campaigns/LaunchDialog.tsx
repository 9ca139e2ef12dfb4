// The last question before people are written to. It is counted anew, as the
// form may have stood open for an hour.
import { Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from 'urql'
import type { Channel, RuleInput } from '../../gql/graphql'
import { formatCount } from '../../lib/format'
import { Dialog } from '../../ui/Dialog'
import { Problem } from '../../ui/Problem'
import { Refused } from '../../ui/Refused'
import { channelNames } from './channels'
import { leftOut, recipients } from './leftOut'
import classes from './LaunchDialog.module.css'
import { type MessagePreview, MessagePreviewQuery } from './messagePreviewQuery'

interface Launched {
  name: string
  message: string
  channel: Channel
}

interface LaunchDialogProps {
  campaign: Launched
  /** Whom it is for. */
  rule: RuleInput
  busy: boolean
  onLaunch: () => void
  onClose: () => void
}

export function LaunchDialog({ campaign, rule, busy, onLaunch, onClose }: LaunchDialogProps) {
  const { name, message, channel } = campaign
  const [{ data, error, fetching }, execute] = useQuery({
    query: MessagePreviewQuery,
    variables: { message, channel, rule },
    requestPolicy: 'network-only',
  })
  // An older count that is still known is none of this moment.
  const preview = fetching || error ? undefined : data?.messagePreview
  // The last keys before this question may not have been looked at yet.
  const wrong = preview?.userErrors ?? []
  const nobody = preview ? recipients(preview) === 0 : false
  return (
    <Dialog title={`Launch “${name.trim()}”?`} onClose={onClose}>
      <Stack>
        {error && !preview ? (
          <Problem
            title="The audience could not be counted"
            error={error}
            onRetry={() => execute({ requestPolicy: 'network-only' })}
          />
        ) : wrong.length > 0 ? (
          <Refused
            title="It cannot be launched like this"
            message={wrong.map((problem) => problem.message).join(' ')}
          />
        ) : preview ? (
          <Counts preview={preview} channel={channel} />
        ) : (
          <Skeleton height={132} aria-busy="true" aria-label="Counting the audience" />
        )}
        <Text size="sm" c="dimmed" hidden={wrong.length > 0}>
          {nobody
            ? 'Nobody would get this message. Choose another audience, or give its variables a default.'
            : 'Everybody who matches at the moment of the launch gets the message. What is sent cannot be taken back; what is not sent yet can be paused.'}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button loading={busy} disabled={!preview || nobody} onClick={onLaunch} data-autofocus>
            Launch
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

function Counts({ preview, channel }: { preview: MessagePreview; channel: Channel }) {
  const { audience, reachable } = preview
  const sure = recipients(preview)
  return (
    <>
      <dl className={classes['counts']}>
        <Count label="Audience" value={formatCount(audience)} />
        <Count label={`Reachable by ${channelNames[channel]}`} value={formatCount(reachable)} />
        <Count
          label="Left out"
          value={
            sure === null
              ? `at least ${formatCount(atLeastOut(preview))}`
              : formatCount(audience - sure)
          }
        />
        <Count
          label="Will get it"
          value={
            sure === null
              ? `at most ${formatCount(audience - atLeastOut(preview))}`
              : formatCount(sure)
          }
        />
      </dl>
      {leftOut(preview).map((line) => (
        <Text size="sm" key={line}>
          {line}
        </Text>
      ))}
    </>
  )
}

/** Where only some were looked at, the others may be left out, too. */
function atLeastOut({ audience, reachable, missingCount, tooLongCount }: MessagePreview): number {
  return audience - reachable + missingCount + tooLongCount
}

function Count({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}
