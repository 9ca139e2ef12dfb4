import { Alert, Text } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'

export interface UserError {
  code: string
  message: string
}

/** Why the server did not do what was asked, in its own words. */
export function UserErrors({ errors }: { errors: readonly UserError[] }) {
  if (errors.length === 0) return null
  return (
    <Alert color="red" icon={<IconAlertCircle />} title="Nothing was changed" role="alert">
      {errors.map(({ code, message }) => (
        <Text size="sm" key={`${code} ${message}`}>
          {message}
        </Text>
      ))}
    </Alert>
  )
}
