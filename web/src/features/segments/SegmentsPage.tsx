// The saved audiences, each in words; where there is none yet, rules to start
// from.
import { Box, Group, Stack, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMay } from '../../lib/viewer'
import { ButtonLink } from '../../ui/ButtonLink'
import { EmptyState } from '../../ui/EmptyState'
import { SearchField } from '../../ui/SearchField'
import { SegmentRows } from './SegmentRows'
import { TemplateGallery } from './TemplateGallery'

const route = getRouteApi('/inside/segments')

export function SegmentsPage() {
  useDocumentTitle('Segments · Xeno')
  const search = route.useSearch().search?.trim() ?? ''
  const navigate = route.useNavigate()
  const may = useMay('CAMPAIGNS')
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1}>Segments</Title>
        <ButtonLink to="/segments/new" leftSection={<IconPlus size={16} />}>
          {may ? 'New segment' : 'Try a rule'}
        </ButtonLink>
      </Group>
      <Box role="search" maw={360}>
        <SearchField
          label="Search segments"
          placeholder="Search by name"
          value={search}
          onSearch={(text) =>
            void navigate({
              search: text ? { search: text } : {},
              replace: true,
              resetScroll: false,
            })
          }
        />
      </Box>
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
