import { Button, Group, Modal, Stack, Text } from '@mantine/core'

interface DropMutedDialogProps {
  count: number
  onDrop: () => void
  onClose: () => void
}

/** Muting lives on screen alone: what is saved is what is counted. */
export function DropMutedDialog({ count, onDrop, onClose }: DropMutedDialogProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={<Text fw={600}>Save without what is muted?</Text>}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <Text>
          {count === 1 ? 'One part of the rule is' : `${count} parts of the rule are`} muted. A
          saved rule keeps nothing that does not count, so{' '}
          {count === 1 ? 'it is dropped' : 'they are dropped'}.
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Keep editing
          </Button>
          <Button onClick={onDrop} data-autofocus>
            Save without {count === 1 ? 'it' : 'them'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
