import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { signInPath } from '../../lib/ownPath'

/**
 * Over a page whose session has ended. Signing in happens in a tab of its own,
 * so that what was typed here stays; the page notices when one comes back.
 */
export function SignedOutDialog({ here }: { here: string }) {
  return (
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      title={<Text fw={600}>You were signed out</Text>}
    >
      <Stack>
        <Text>
          This page stays as it is. Sign in again in a new tab, then come back here and go on.
        </Text>
        <Group justify="flex-end">
          <Button component="a" href={signInPath(here)} target="_blank" data-autofocus>
            Sign in again
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
