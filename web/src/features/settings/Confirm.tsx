import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'

interface ConfirmProps {
  /** The deed, as its button says it. */
  action: string
  title: string
  busy: boolean
  onConfirm: () => void
  onClose: () => void
  /** What it will do. */
  children: ReactNode
}

/** Asks before what cannot be taken back. */
export function Confirm({ action, title, busy, onConfirm, onClose, children }: ConfirmProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={<Text fw={600}>{title}</Text>}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <Text size="sm" component="div">
          {children}
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            Not now
          </Button>
          <Button color="red" loading={busy} onClick={onConfirm}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
