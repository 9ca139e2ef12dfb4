import { Button, Group, Text } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Dialog } from './Dialog'

interface LeaveGuardProps {
  /** Whether leaving would lose something; asked at the moment of leaving. */
  loses: () => boolean
  title: string
  /** What staying is called. */
  stay: string
  /** What would be lost. */
  children: ReactNode
}

/** Asks before something is lost by leaving, within the client and when the tab closes. */
export function LeaveGuard({ loses, title, stay, children }: LeaveGuardProps) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: loses,
    enableBeforeUnload: loses,
    withResolver: true,
  })
  if (status !== 'blocked') return null
  return (
    <Dialog title={title} onClose={reset}>
      <Text size="sm">{children}</Text>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={proceed}>
          Leave
        </Button>
        <Button data-autofocus onClick={reset}>
          {stay}
        </Button>
      </Group>
    </Dialog>
  )
}
