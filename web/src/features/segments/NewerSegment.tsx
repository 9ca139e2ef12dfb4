import { Alert, Button, Group, Text } from '@mantine/core'
import type { SegmentFieldsFragment } from '../../gql/graphql'
import { useFormatDateTime } from '../../lib/viewer'
import { ButtonLink } from '../../ui/ButtonLink'

interface NewerSegmentProps {
  newer: SegmentFieldsFragment
  onOverwrite: () => void
}

/** That the segment is no longer the one that was opened, before anything is written over it. */
export function NewerSegment({ newer, onOverwrite }: NewerSegmentProps) {
  const formatDateTime = useFormatDateTime()
  return (
    <Alert color="orange" title="This segment was changed after you opened it" role="alert">
      <Text size="sm">
        It was saved on {formatDateTime(newer.updatedAt)} as “{newer.name}”: customers who{' '}
        {newer.sentence}. Yours is not saved, and stays here as you typed it. Saving it writes over
        what you changed alone; the rest stays as it is now.
      </Text>
      <Group gap="xs" mt="sm">
        <ButtonLink
          variant="default"
          to="/segments/$segmentId"
          params={{ segmentId: newer.id }}
          target="_blank"
        >
          Look at the newer one
        </ButtonLink>
        <Button variant="default" onClick={onOverwrite}>
          Save mine over it
        </Button>
      </Group>
    </Alert>
  )
}
