import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'

/** Asks before what was changed is lost, within the client and when the tab closes. */
export function UnsavedGuard({ dirty }: { dirty: boolean }) {
  const blocker = useBlocker({
    // The address of the same page changes with the rule, and loses nothing.
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  })
  if (blocker.status !== 'blocked') return null
  return (
    <Modal
      opened
      onClose={blocker.reset}
      title={<Text fw={600}>Leave without saving?</Text>}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <Text>What you changed in this segment is not saved.</Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" color="red" onClick={blocker.proceed}>
            Leave
          </Button>
          <Button onClick={blocker.reset} data-autofocus>
            Keep editing
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
