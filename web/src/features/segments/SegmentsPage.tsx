// The saved audiences, each in words; where there is none yet, rules to start
// from.
import { Button, Group, Stack, TextInput, Title } from '@mantine/core'
import { useDebouncedValue, useDocumentTitle } from '@mantine/hooks'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { createLink, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '../../lib/viewer'
import { EmptyState } from '../../ui/EmptyState'
import { SegmentRows } from './SegmentRows'
import { TemplateGallery } from './TemplateGallery'

const ButtonLink = createLink(Button<'a'>)

/** Between the last key and the question. */
const TYPING_MS = 200

export function SegmentsPage() {
  useDocumentTitle('Segments · Xeno')
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), TYPING_MS)
  const may = useMay('CAMPAIGNS')
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1}>Segments</Title>
        <ButtonLink component="a" to="/segments/new" leftSection={<IconPlus size={16} />}>
          {may ? 'New segment' : 'Try a rule'}
        </ButtonLink>
      </Group>
      <TextInput
        aria-label="Search segments"
        placeholder="Search by name"
        leftSection={<IconSearch size={16} aria-hidden="true" />}
        maxLength={200}
        maw={360}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <SegmentRows
        search={search}
        after={null}
        empty={search === '' ? <NoSegments /> : <NoneFound search={search} />}
      />
    </Stack>
  )
}

function NoSegments() {
  const navigate = useNavigate()
  return (
    <Stack>
      <EmptyState title="No segments yet">
        Pick a rule to start from and make it yours; the numbers say how many customers each means
        right now.
      </EmptyState>
      <TemplateGallery
        title="Start from"
        onPick={({ rule }) =>
          void navigate({ to: '/segments/new', search: { rule: JSON.stringify(rule) } })
        }
      />
    </Stack>
  )
}

function NoneFound({ search }: { search: string }) {
  return (
    <EmptyState title={`No segment goes by “${search}”`}>
      Search for another part of its name.
    </EmptyState>
  )
}
