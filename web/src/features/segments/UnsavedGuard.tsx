import { Button, Group, Stack, Text } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { Dialog } from '../../ui/Dialog'

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
    <Dialog title="Leave without saving?" onClose={blocker.reset}>
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
    </Dialog>
  )
}
