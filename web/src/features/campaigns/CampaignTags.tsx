// The tags of a campaign: each leads to the others that have it. Suggested ones
// are kept by one press, changed in place, and suggested again by another.
import { Group, Skeleton, Text, VisuallyHidden } from '@mantine/core'
import { IconSparkles } from '@tabler/icons-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { useMutation } from 'urql'
import type { CampaignTagsFieldsFragment } from '../../gql/graphql'
import { useCaughtFocus } from '../../lib/useCaughtFocus'
import { useMay } from '../../lib/viewer'
import { describeProblem } from '../../ui/Problem'
import { SteadyButton } from '../../ui/SteadyButton'
import { UserErrors } from '../../ui/UserErrors'
import { Suggested } from '../assistant/Suggested'
import { CampaignSetTags } from './campaignTags'
import { TagList } from './TagList'

// Whoever only looks never loads it.
const TagsForm = lazy(async () => ({ default: (await import('./TagsForm')).TagsForm }))

/** What is sent: null asks for the suggested ones. */
type Tags = string[] | null

export function CampaignTags({ campaign }: { campaign: CampaignTagsFieldsFragment }) {
  const { id, tags } = campaign
  const may = useMay('CAMPAIGNS')
  const [editing, setEditing] = useState(false)
  /** What stood there before the last change; undefined while there was none. */
  const [before, setBefore] = useState<Tags>()
  const [{ fetching, data, error }, setTags] = useMutation(CampaignSetTags)
  const editButton = useRef<HTMLButtonElement>(null)
  const suggested = tags.some((tag) => tag.suggested)
  const now: Tags = suggested ? null : tags.map(({ name }) => name)

  async function save(wanted: Tags, undone?: true): Promise<void> {
    const answer = await setTags({ input: { id, tags: wanted } })
    // What was typed stays on screen until it is saved.
    if (answer.data?.campaignSetTags.userErrors.length !== 0) return
    setEditing(false)
    setBefore(undone ? undefined : now)
  }

  const problems = error
    ? [{ code: 'REQUEST', message: describeProblem(error) }]
    : (data?.campaignSetTags.userErrors ?? [])
  return (
    <section aria-label="Tags" {...useCaughtFocus(editButton)}>
      {editing ? (
        <Suspense fallback={<Skeleton height={60} />}>
          <TagsForm
            initial={tags.map(({ name }) => name)}
            busy={fetching}
            onSave={(names) => void save(names)}
            onCancel={() => setEditing(false)}
          />
        </Suspense>
      ) : (
        <Group gap="xs">
          <TagList tags={tags} />
          {tags.length === 0 && (
            <Text size="sm" c="dimmed">
              No tags
            </Text>
          )}
          {may && suggested && (
            <SteadyButton
              size="compact-sm"
              variant="light"
              off={fetching}
              onClick={() => void save(tags.map(({ name }) => name))}
            >
              Keep {tags.length === 1 ? 'this tag' : 'these tags'}
            </SteadyButton>
          )}
          {may && (
            <SteadyButton
              ref={editButton}
              size="compact-sm"
              variant="subtle"
              off={fetching}
              onClick={() => setEditing(true)}
            >
              Edit tags
            </SteadyButton>
          )}
          {may && before !== undefined ? (
            <SteadyButton
              size="compact-sm"
              variant="subtle"
              off={fetching}
              onClick={() => void save(before, true)}
            >
              Undo
            </SteadyButton>
          ) : (
            may &&
            !suggested && (
              <SteadyButton
                size="compact-sm"
                variant="subtle"
                leftSection={<IconSparkles size={14} aria-hidden="true" />}
                off={fetching}
                onClick={() => void save(null)}
              >
                Suggest tags
              </SteadyButton>
            )
          )}
        </Group>
      )}
      {!editing && suggested && (
        <Suggested origin={null}>
          They come from what the campaign says; nobody has kept them yet.
        </Suggested>
      )}
      <VisuallyHidden role="status" aria-label="Whether the tags are saved">
        {fetching ? 'Saving the tags' : before === undefined ? '' : 'The tags are saved'}
      </VisuallyHidden>
      <UserErrors errors={problems} title="The tags were not changed" />
    </section>
  )
}
