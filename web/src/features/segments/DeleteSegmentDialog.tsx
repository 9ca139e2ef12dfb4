import '@mantine/core/styles/List.css'
import { Button, Group, List, Stack, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { SegmentFieldsFragment } from '../../gql/graphql'
import { AnchorLink } from '../../ui/AnchorLink'
import { Confirm } from '../../ui/Confirm'
import { Dialog } from '../../ui/Dialog'
import { UserErrors } from '../../ui/UserErrors'
import { useDeleteSegment } from './saveSegment'

interface DeleteSegmentDialogProps {
  segment: SegmentFieldsFragment
  onClose: () => void
}

/** What others use stays; the server says by whom, drafts of campaigns included. */
export function DeleteSegmentDialog({ segment, onClose }: DeleteSegmentDialogProps) {
  const { remove, deleting, errors } = useDeleteSegment(segment.id)
  const navigate = useNavigate()

  async function confirm(): Promise<void> {
    if (await remove()) await navigate({ to: '/segments', ignoreBlocker: true })
  }

  const title = `Delete “${segment.name}”?`
  if (segment.usedBy.length === 0) {
    return (
      <Confirm
        action="Delete"
        title={title}
        busy={deleting}
        onConfirm={() => void confirm()}
        onClose={onClose}
      >
        This cannot be taken back. Campaigns that were launched keep the rule they were launched
        with.
        <UserErrors errors={errors} />
      </Confirm>
    )
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <Stack>
        <Text>It cannot be deleted while other segments are built on it. Change them first:</Text>
        <List>
          {segment.usedBy.map(({ id, name }) => (
            <List.Item key={id}>
              <AnchorLink to="/segments/$segmentId" params={{ segmentId: id }}>
                {name}
              </AnchorLink>
            </List.Item>
          ))}
        </List>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            Close
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
