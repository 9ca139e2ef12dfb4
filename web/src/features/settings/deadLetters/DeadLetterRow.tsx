import { Badge, Button, Checkbox, Code, Group } from '@mantine/core'
import { formatCode } from '../../../lib/format'
import { useFormatDateTime } from '../../../lib/viewer'
import classes from '../List.module.css'
import { type DeadLetter, prettyPayload, streamLabel } from './deadLetters'
import own from './DeadLetterRow.module.css'

interface DeadLetterRowProps {
  letter: DeadLetter
  busy: boolean
  selected: boolean
  onSelect: (on: boolean) => void
  onReplay: () => void
  onDiscard: () => void
}

export function DeadLetterRow(props: DeadLetterRowProps) {
  const { letter, busy, selected } = props
  const formatDateTime = useFormatDateTime()
  const given = letter.state === 'DISCARDED'
  const name = `${letter.code}, ${letter.id}`
  return (
    <li className={classes['row']}>
      {!given && (
        <Checkbox
          aria-label={`Select ${name}`}
          checked={selected}
          onChange={(event) => props.onSelect(event.currentTarget.checked)}
        />
      )}
      <div className={classes['what']}>
        <span className={classes['name']}>
          {letter.reason}
          {letter.state !== 'OPEN' && (
            <Badge variant="default" tt="none" fw={500}>
              {formatCode(letter.state)}
            </Badge>
          )}
        </span>
        <span className={classes['known']}>
          {streamLabel(letter.stream)} · <Code>{letter.code}</Code> · failed{' '}
          {formatDateTime(letter.createdAt)}
          {letter.updatedAt !== letter.createdAt && `, last ${formatDateTime(letter.updatedAt)}`}
        </span>
        <details className={own['payload']}>
          <summary>Show the row</summary>
          {/* It may scroll, so a keyboard must be able to stand on it. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre tabIndex={0} aria-label={`The row of ${name}`}>
            {prettyPayload(letter.payload)}
          </pre>
        </details>
      </div>
      {!given && (
        <Group gap="xs">
          <Button
            variant="default"
            disabled={busy || letter.state === 'REPLAYING'}
            aria-label={`Replay ${name}`}
            onClick={props.onReplay}
          >
            Replay
          </Button>
          <Button
            variant="default"
            disabled={busy}
            aria-label={`Discard ${name}`}
            onClick={props.onDiscard}
          >
            Discard
          </Button>
        </Group>
      )}
    </li>
  )
}
