import { Button, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Dialog } from './Dialog'

interface ConfirmProps {
  /** The deed, as its button says it. */
  action: string
  title: string
  busy: boolean
  /** What it does cannot be taken back by a further click. */
  danger?: boolean
  onConfirm: () => void
  onClose: () => void
  /** What it will do. */
  children: ReactNode
}

/** Asks before what cannot be taken back. */
export function Confirm(props: ConfirmProps) {
  const { action, title, busy, danger = true, onConfirm, onClose, children } = props
  return (
    <Dialog title={title} onClose={onClose}>
      <Stack>
        <Text size="sm" component="div">
          {children}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus={danger || undefined}>
            Not now
          </Button>
          <Button
            {...(danger && { color: 'red' })}
            loading={busy}
            onClick={onConfirm}
            data-autofocus={!danger || undefined}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
