import { Button, Group, Stack, Text } from '@mantine/core'
import { Dialog } from '../../ui/Dialog'

interface DropMutedDialogProps {
  count: number
  onDrop: () => void
  onClose: () => void
}

/** Muting lives on screen alone: what is saved is what is counted. */
export function DropMutedDialog({ count, onDrop, onClose }: DropMutedDialogProps) {
  return (
    <Dialog title="Save without what is muted?" onClose={onClose}>
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
    </Dialog>
  )
}
