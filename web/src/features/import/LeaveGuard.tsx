import { Button, Group, Modal, Text } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'

/** Asks before a page is left that sends rows: it alone reads the file. */
export function LeaveGuard({ active }: { active: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => active,
    enableBeforeUnload: () => active,
    withResolver: true,
  })
  return (
    <Modal
      opened={status === 'blocked'}
      onClose={() => reset?.()}
      title={<Text fw={600}>The import is not finished</Text>}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Text size="sm">
        What was accepted stays. The rest is not sent once you leave; choose the same file again to
        go on.
      </Text>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={proceed}>
          Leave
        </Button>
        <Button data-autofocus onClick={reset}>
          Stay here
        </Button>
      </Group>
    </Modal>
  )
}
