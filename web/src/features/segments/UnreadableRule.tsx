import { Alert } from '@mantine/core'

/** That the address carries something that is no rule. */
export function UnreadableRule() {
  return (
    <Alert color="orange" title="The link’s rule could not be read" role="alert" mb="md">
      It may have been cut on its way. Ask for the link again, or build the rule below.
    </Alert>
  )
}
