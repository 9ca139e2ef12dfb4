import { Button, Group, Skeleton } from '@mantine/core'
import { IconSparkles } from '@tabler/icons-react'
import { lazy, Suspense, useId, useState } from 'react'
import { PutBackButton } from '../../assistant/TakeButtons'
import type { Draft } from '../draft'
import { keepFor, type Past, putBack } from './past'

// Whoever writes by themselves never loads it.
const SuggestPanel = lazy(async () => ({ default: (await import('./SuggestPanel')).SuggestPanel }))

interface SuggestMessagesProps {
  draft: Draft
  onChange: (message: string) => void
}

/** The way to messages that are suggested, and back to what stood in the field before. */
export function SuggestMessages({ draft, onChange }: SuggestMessagesProps) {
  const id = useId()
  const [open, setOpen] = useState(false)
  // Here, where it outlives the suggestions.
  const [past, setPast] = useState<Past>([])
  const back = putBack(past, draft.message)

  function take(message: string): void {
    setPast(keepFor(past, draft.message))
    onChange(message)
  }

  return (
    <div>
      <Group gap="xs">
        <Button
          variant="light"
          size="compact-sm"
          leftSection={<IconSparkles size={16} aria-hidden="true" />}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => setOpen(!open)}
        >
          Suggest messages
        </Button>
        {back && (
          <PutBackButton
            onClick={() => {
              setPast(back.past)
              onChange(back.message)
            }}
          />
        )}
      </Group>
      {open && (
        <div id={id}>
          <Suspense fallback={<Skeleton height={150} mt="sm" />}>
            <SuggestPanel draft={draft} onTake={take} />
          </Suspense>
        </div>
      )}
    </div>
  )
}
