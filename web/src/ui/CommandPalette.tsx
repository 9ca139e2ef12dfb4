// Ctrl K: to any page by typing a part of its name, to any customer, segment or
// campaign by a part of theirs; and from an audience in words to a rule for it.
import '@mantine/spotlight/styles.css'
import { VisuallyHidden } from '@mantine/core'
import {
  createSpotlight,
  Spotlight,
  type SpotlightActionData,
  useSpotlight,
} from '@mantine/spotlight'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSparkles } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../gql'
import classes from './CommandPalette.module.css'
import { usePlaces } from './places'

const FindQuery = graphql(`
  query Find($search: String!) {
    customers(first: 4, search: $search) {
      nodes {
        id
        name
        externalId
        city
      }
    }
    segments(first: 4, search: $search) {
      nodes {
        id
        name
        sentence
      }
    }
    campaigns(first: 4, search: $search) {
      nodes {
        id
        name
        status
      }
    }
  }
`)

const [store, palette] = createSpotlight()

/** Between the last key and the question. */
const TYPING_MS = 200

export function CommandPalette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), TYPING_MS)
  const navigate = useNavigate()
  const places = usePlaces()
  const [{ data, fetching }] = useQuery({
    query: FindQuery,
    variables: { search },
    pause: search === '',
  })
  const { listId } = useSpotlight(store)
  const [selected, setSelected] = useState(-1)
  useEffect(() => palette.open(), [])

  const goTo = (to: string, external = false) =>
    external ? window.location.assign(to) : void navigate({ to })
  const needle = typed.trim().toLowerCase()
  const pages: SpotlightActionData[] = places
    .filter(({ label, description }) => `${label} ${description}`.toLowerCase().includes(needle))
    .map(({ label, description, to, icon: Icon, external }) => ({
      id: to,
      label,
      description,
      leftSection: <Icon size={18} aria-hidden="true" />,
      onClick: () => goTo(to, external),
    }))
  // What was found for other words is not what Enter would lead to.
  const found = search === '' || search !== typed.trim() || fetching ? undefined : data
  // A name may be one word; what has more can be the description of somebody.
  const described = typed.trim()
  const suggestions: SpotlightActionData[] = !described.includes(' ')
    ? []
    : [
        {
          id: 'describe',
          label: `Customers who: ${described}`,
          description: 'Suggests a rule for it, which you look at before you use it',
          leftSection: <IconSparkles size={18} aria-hidden="true" />,
          onClick: () => void navigate({ to: '/segments/new', search: { describe: described } }),
        },
      ]
  const groups = [
    { group: 'Pages', actions: pages },
    {
      group: 'Campaigns',
      actions: (found?.campaigns.nodes ?? []).map(({ id, name, status }) => ({
        id,
        label: name,
        description: status.charAt(0) + status.slice(1).toLowerCase(),
        onClick: () => goTo(`/campaigns/${id}`),
      })),
    },
    {
      group: 'Segments',
      actions: (found?.segments.nodes ?? []).map(({ id, name, sentence }) => ({
        id,
        label: name,
        description: sentence,
        onClick: () => goTo(`/segments/${id}`),
      })),
    },
    {
      group: 'Customers',
      actions: (found?.customers.nodes ?? []).map(({ id, name, externalId, city }) => ({
        id,
        label: name ?? externalId,
        description: [name && externalId, city].filter(Boolean).join(' · '),
        onClick: () => goTo(`/customers/${id}`),
      })),
    },
    { group: 'Draw an audience', actions: suggestions },
  ].filter(({ actions }) => actions.length > 0)

  const chosen = groups.flatMap(({ actions }): SpotlightActionData[] => actions)[selected]
  return (
    <>
      {/* The arrows move a choice that only the eye could follow. */}
      <VisuallyHidden role="status" aria-label="Chosen">
        {chosen && [chosen.label, chosen.description].filter(Boolean).join(', ')}
      </VisuallyHidden>
      <Spotlight
        store={store}
        actions={groups}
        filter={(_, actions) => actions}
        query={typed}
        onQueryChange={setTyped}
        onSpotlightClose={onClose}
        shortcut={null}
        scrollable
        maxHeight="min(70dvh, 30rem)"
        overlayProps={{ blur: 0 }}
        classNames={{ actionDescription: classes['description'] ?? '' }}
        nothingFound={
          fetching || search !== typed.trim() ? 'Looking…' : 'Nothing goes by that name'
        }
        searchProps={{
          placeholder: 'Go to a page or a name, or describe an audience',
          'aria-label': 'Go to',
          // The library moves its choice without telling anybody.
          onKeyDown: () => queueMicrotask(() => setSelected(selectedIn(listId))),
          role: 'combobox',
          'aria-expanded': groups.length > 0,
          'aria-controls': listId,
          'aria-autocomplete': 'list',
        }}
      />
    </>
  )
}

/** Which of its entries a list shows as chosen; -1 for none. */
function selectedIn(listId: string): number {
  const entries = document.getElementById(listId)?.querySelectorAll('[data-action]') ?? []
  return [...entries].findIndex((entry) => entry.hasAttribute('data-selected'))
}
