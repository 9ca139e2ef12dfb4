import '@mantine/core/styles/List.css'
import { Button, Group, List, Modal, Stack, Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { SegmentFieldsFragment } from '../../gql/graphql'
import { AnchorLink } from '../../ui/AnchorLink'
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
  const inUse = segment.usedBy.length > 0

  async function confirm(): Promise<void> {
    if (await remove()) await navigate({ to: '/segments', ignoreBlocker: true })
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={<Text fw={600}>Delete “{segment.name}”?</Text>}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        {inUse ? (
          <>
            <Text>
              It cannot be deleted while other segments are built on it. Change them first:
            </Text>
            <List>
              {segment.usedBy.map(({ id, name }) => (
                <List.Item key={id}>
                  <AnchorLink to="/segments/$segmentId" params={{ segmentId: id }}>
                    {name}
                  </AnchorLink>
                </List.Item>
              ))}
            </List>
          </>
        ) : (
          <Text>
            This cannot be taken back. Campaigns that were launched keep the rule they were launched
            with.
          </Text>
        )}
        <UserErrors errors={errors} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {inUse ? 'Close' : 'Not now'}
          </Button>
          {!inUse && (
            <Button color="red" loading={deleting} onClick={() => void confirm()} data-autofocus>
              Delete
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  )
}
