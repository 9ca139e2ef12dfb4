import { Button, Group, Text } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconLink, IconSend } from '@tabler/icons-react'
import { createLink } from '@tanstack/react-router'
import { useState } from 'react'
import type { RuleInput, SegmentFieldsFragment } from '../../gql/graphql'
import { useMay } from '../../lib/viewer'
import { DeleteSegmentDialog } from './DeleteSegmentDialog'

const ButtonLink = createLink(Button<'a'>)

interface SegmentToolbarProps {
  /** Null for a new one. */
  segment: SegmentFieldsFragment | null
  /** Null while it is unfinished. */
  rule: RuleInput | null
  dirty: boolean
  saving: boolean
  onSave: () => void
}

export function SegmentToolbar({ segment, rule, dirty, saving, onSave }: SegmentToolbarProps) {
  const may = useMay('CAMPAIGNS')
  const [deleting, setDeleting] = useState(false)
  const { copy, copied } = useClipboard()
  // What is saved is named, so that the campaign follows the segment until it is launched.
  const audience =
    segment && !dirty ? { segment: segment.id } : rule ? { rule: JSON.stringify(rule) } : null
  return (
    <Group gap="xs">
      {may && (
        <Button loading={saving} disabled={!dirty && segment !== null} onClick={onSave}>
          Save
        </Button>
      )}
      {may && audience && (
        <ButtonLink
          component="a"
          to="/campaigns/new"
          search={audience}
          variant="default"
          leftSection={<IconSend size={16} />}
        >
          Use in a campaign
        </ButtonLink>
      )}
      <Button
        variant="default"
        leftSection={copied ? <IconCheck size={16} /> : <IconLink size={16} />}
        disabled={!rule}
        onClick={() => copy(window.location.href)}
      >
        {copied ? 'Copied' : 'Copy link'}
      </Button>
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
