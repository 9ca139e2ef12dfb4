import { Alert, Text } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'

/** That a step was not done, and why. */
export function Refused({ title, message }: { title: string; message: string }) {
  return (
    <Alert color="red" icon={<IconAlertCircle />} title={title} role="alert">
      <Text size="sm">{message}</Text>
    </Alert>
  )
}
