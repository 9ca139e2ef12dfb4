import { Alert, Text } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'

export interface UserError {
  code: string
  message: string
}

interface UserErrorsProps {
  errors: readonly UserError[]
  title?: string
}

/** Why the server did not do what was asked, in its own words. */
export function UserErrors({ errors, title = 'Nothing was changed' }: UserErrorsProps) {
  if (errors.length === 0) return null
  return (
    <Alert color="red" icon={<IconAlertCircle />} title={title} role="alert">
      {errors.map(({ code, message }) => (
        <Text size="sm" key={`${code} ${message}`}>
          {message}
        </Text>
      ))}
    </Alert>
  )
}
