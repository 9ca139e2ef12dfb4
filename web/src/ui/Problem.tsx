// What a view shows instead of its data: what happened, and what to do.
import { Alert, Button, Group, Text } from '@mantine/core'
import { IconAlertCircle, IconLock } from '@tabler/icons-react'
import type { CombinedError } from 'urql'
import { hasCode } from '../lib/errorCodes'

/** A sentence a person can act on; the server's own words where it answered. */
export function describeProblem(error: CombinedError): string {
  if (error.networkError) {
    return 'The server cannot be reached. Check that it runs and that you are online, then try again.'
  }
  return error.graphQLErrors.map(({ message }) => message).join(' ')
}

export function Problem(props: { title: string; error: CombinedError; onRetry: () => void }) {
  if (hasCode(props.error, 'FORBIDDEN')) {
    return (
      <Alert color="gray" icon={<IconLock />} title="You may not see this" role="alert">
        <Text size="sm">{describeProblem(props.error)}</Text>
      </Alert>
    )
  }
  return (
    <Alert color="red" icon={<IconAlertCircle />} title={props.title} role="alert">
      <Group justify="space-between">
        <Text size="sm">{describeProblem(props.error)}</Text>
        <Button variant="default" onClick={props.onRetry}>
          Try again
        </Button>
      </Group>
    </Alert>
  )
}

interface OutOfDateProps {
  title: string
  error: CombinedError | undefined
  onRetry: () => void
}

/**
 * Above what is still shown though asking for it again has failed. Where the
 * server is not reached at all the badge says so, and it is asked again by itself.
 */
export function OutOfDate({ title, error, onRetry }: OutOfDateProps) {
  return error && !error.networkError && <Problem title={title} error={error} onRetry={onRetry} />
}
