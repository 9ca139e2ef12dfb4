import { Button, Group, Text } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { useState } from 'react'
import type { RuleInput, SegmentFieldsFragment } from '../../gql/graphql'
import { useMay } from '../../lib/viewer'
import { ButtonLink } from '../../ui/ButtonLink'
import { SteadyButton } from '../../ui/SteadyButton'
import { CopyLink } from './CopyLink'
import { DeleteSegmentDialog } from './DeleteSegmentDialog'

interface SegmentToolbarProps {
  /** Null for a new one. */
  segment: SegmentFieldsFragment | null
  /** Null while it is unfinished. */
  rule: RuleInput | null
  /** What is not saved. */
  changed: { rule: boolean; details: boolean }
  saving: boolean
  onSave: () => void
}

export function SegmentToolbar({ segment, rule, changed, saving, onSave }: SegmentToolbarProps) {
  const may = useMay('CAMPAIGNS')
  const [deleting, setDeleting] = useState(false)
  // What is saved is named, so that the campaign follows the segment until it is launched.
  const audience =
    segment && !changed.rule
      ? { segment: segment.id }
      : rule
        ? { rule: JSON.stringify(rule) }
        : null
  return (
    <Group gap="xs">
      {may && (
        <SteadyButton
          busy={saving}
          off={segment !== null && !changed.rule && !changed.details}
          onClick={onSave}
        >
          Save
        </SteadyButton>
      )}
      {may && audience && (
        <ButtonLink
          to="/campaigns/new"
          search={audience}
          // It takes the rule along, and a name that is not saved is not taken.
          ignoreBlocker={!changed.details}
          variant="default"
          leftSection={<IconSend size={16} />}
        >
          Use in a campaign
        </ButtonLink>
      )}
      <CopyLink
        segmentId={segment?.id ?? null}
        rule={segment && !changed.rule ? null : rule}
        disabled={!rule}
      />
      {may && segment && (
        <Button variant="subtle" color="red" onClick={() => setDeleting(true)}>
          Delete
        </Button>
      )}
      {!may && (
        <Text size="sm" c="dimmed">
          You may look at segments and try rules, and not save them. An admin can make you a
          marketer.
        </Text>
      )}
      {deleting && segment && (
        <DeleteSegmentDialog segment={segment} onClose={() => setDeleting(false)} />
      )}
    </Group>
  )
}
