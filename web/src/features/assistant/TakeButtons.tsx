import { Button, Group } from '@mantine/core'
import { IconArrowBackUp, IconCheck } from '@tabler/icons-react'
import { useRef } from 'react'
import { useCaughtFocus } from '../../lib/useCaughtFocus'

interface TakeButtonsProps {
  /** What taking it says: "Use this rule". */
  take: string
  /** What is said once it is taken: "In the builder". */
  taken: string
  isTaken: boolean
  /** Puts back what was there; nothing while nothing was taken, or where that is offered elsewhere. */
  onUndo?: (() => void) | null
  onTake: () => void
}

/** One press to take what is suggested, one to put back what was there. Neither loses the focus. */
export function TakeButtons({ take, taken, isTaken, onUndo, onTake }: TakeButtonsProps) {
  const takeButton = useRef<HTMLButtonElement>(null)
  return (
    <Group gap="xs" {...useCaughtFocus(takeButton)}>
      <Button
        ref={takeButton}
        size="compact-sm"
        variant={isTaken ? 'light' : 'filled'}
        leftSection={isTaken && <IconCheck size={16} aria-hidden="true" />}
        aria-disabled={isTaken}
        onClick={() => {
          if (!isTaken) onTake()
        }}
      >
        {isTaken ? taken : take}
      </Button>
      {onUndo && <PutBackButton onClick={onUndo} />}
    </Group>
  )
}

export function PutBackButton({ onClick }: { onClick: () => void }) {
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconArrowBackUp size={16} aria-hidden="true" />}
      onClick={onClick}
    >
      Put back what was there
    </Button>
  )
}
