import { Group, Text, TextInput } from '@mantine/core'
import { type FormEvent, type Ref, useRef } from 'react'
import { useCaughtFocus } from '../../../lib/useCaughtFocus'
import { AnchorLink } from '../../../ui/AnchorLink'
import { SteadyButton } from '../../../ui/SteadyButton'
import { UserErrors } from '../../../ui/UserErrors'
import { useDeleteSegment } from '../saveSegment'
import type { Wanted } from './lookalike'
import type { useSaveLookalike } from './useSaveLookalike'

interface SaveLookalikeProps {
  keeping: ReturnType<typeof useSaveLookalike>
  /** Who is shown; null where that is nobody. */
  shown: Wanted | null
  /** Whether they are those who are wanted now. */
  fresh: boolean
}

/** Saves the people as a segment; one press takes that back. */
export function SaveLookalike({ keeping, shown, fresh }: SaveLookalikeProps) {
  const { name, rename, save, saving, saved, undone, atName, others } = keeping
  const savedLine = useRef<HTMLDivElement>(null)
  const saveButton = useRef<HTMLButtonElement>(null)
  const caught = useCaughtFocus(savedLine, saveButton)
  const off = !fresh || name.trim() === ''
  const isSaved = saved !== null && JSON.stringify(saved.of) === JSON.stringify(shown)

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (shown && !off && !saving) void save(shown)
  }

  return (
    <div {...caught}>
      {saved && <Saved key={saved.id} segment={saved} line={savedLine} onUndone={undone} />}
      {shown && !isSaved && (
        <form onSubmit={submit}>
          <Group gap="xs" align="flex-end">
            <TextInput
              label="Name of the new segment"
              maxLength={200}
              value={name}
              error={atName.map(({ message }) => message).join(' ') || undefined}
              onChange={(event) => rename(event.currentTarget.value)}
              style={{ flex: '1 1 14rem', maxWidth: '28rem' }}
            />
            <SteadyButton ref={saveButton} type="submit" busy={saving} off={off}>
              Save as a segment
            </SteadyButton>
          </Group>
          <UserErrors errors={others} title="The segment was not saved" />
        </form>
      )}
    </div>
  )
}

interface SavedProps {
  segment: { id: string; name: string }
  line: Ref<HTMLDivElement>
  onUndone: () => void
}

function Saved({ segment, line, onUndone }: SavedProps) {
  const { remove, deleting, errors } = useDeleteSegment(segment.id)
  return (
    <div role="status" aria-label="The new segment" tabIndex={-1} ref={line}>
      <Group gap="xs">
        <Text size="sm">
          Saved as{' '}
          <AnchorLink
            to="/segments/$segmentId"
            params={{ segmentId: segment.id }}
            size="sm"
            underline="always"
          >
            {segment.name}
          </AnchorLink>
          .
        </Text>
        <SteadyButton
          size="compact-sm"
          variant="default"
          busy={deleting}
          onClick={() => void remove().then((gone) => gone && onUndone())}
        >
          Undo
        </SteadyButton>
      </Group>
      <UserErrors errors={errors} title="The segment is still there" />
    </div>
  )
}
