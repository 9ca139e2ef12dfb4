import '@mantine/core/styles/Pill.css'
import '@mantine/core/styles/PillsInput.css'
import '@mantine/core/styles/Popover.css'
import { Button, Group, TagsInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useQuery } from 'urql'
import { SteadyButton } from '../../ui/SteadyButton'
import { CampaignTagNames, tagOf } from './campaignTags'

interface TagsFormProps {
  initial: readonly string[]
  busy: boolean
  onSave: (names: string[]) => void
  onCancel: () => void
}

/** The tags, to be changed in place; those of other campaigns are offered. */
export function TagsForm({ initial, busy, onSave, onCancel }: TagsFormProps) {
  const [names, setNames] = useState([...initial])
  const [typed, setTyped] = useState('')
  const field = useRef<HTMLInputElement>(null)
  // Whoever pressed the button wants to write here.
  useEffect(() => field.current?.focus(), [])
  const [{ data }] = useQuery({ query: CampaignTagNames, requestPolicy: 'cache-and-network' })

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (!busy) onSave(distinct([...names, typed]))
  }

  return (
    <form onSubmit={submit}>
      <Group gap="xs" align="flex-end">
        <TagsInput
          label="Tags"
          description="Enter or a comma ends one"
          maxLength={40}
          // It would cover the buttons before anybody has typed.
          openOnFocus={false}
          ref={field}
          data={[...(data?.campaignTags ?? [])]}
          value={names}
          searchValue={typed}
          onSearchChange={setTyped}
          onChange={(next) => setNames(distinct(next))}
          style={{ flex: '1 1 16rem', maxWidth: '32rem' }}
        />
        <SteadyButton type="submit" busy={busy}>
          Save tags
        </SteadyButton>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
    </form>
  )
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names.map(tagOf).filter((name) => name !== ''))]
}
