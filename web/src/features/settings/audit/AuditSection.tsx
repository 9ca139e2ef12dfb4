import { NativeSelect, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { AuditFilter } from '../../../gql/graphql'
import { useViewer } from '../../../lib/viewer'
import { addDays, startOfDay } from '../../../lib/zone'
import classes from '../List.module.css'
import { useActors } from '../useActorNames'
import { actionChoices } from './audit'
import { AuditRows } from './AuditRows'

interface Choice {
  actor: string
  action: string
  /** Days, the last included; empty is open. */
  first: string
  last: string
}

const everything: Choice = { actor: '', action: '', first: '', last: '' }

export function AuditSection() {
  const { timeZone } = useViewer()
  const [choice, setChoice] = useState(everything)
  const filter = filterOf(choice, timeZone)
  const reversed = choice.first !== '' && choice.last !== '' && choice.first > choice.last
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        Who did what to what. Rows that were loaded are not in it: their batches are their record.
      </Text>
      <Filters choice={choice} reversed={reversed} onChange={setChoice} />
      {!reversed && (
        // The key: another filter begins at its first page.
        <AuditRows key={JSON.stringify(filter)} filter={filter} after={null} />
      )}
    </>
  )
}

interface FiltersProps {
  choice: Choice
  reversed: boolean
  onChange: (choice: Choice) => void
}

function Filters({ choice, reversed, onChange }: FiltersProps) {
  const actors = useActors()
  const set = (change: Partial<Choice>) => onChange({ ...choice, ...change })
  return (
    <div className={classes['filters']} role="search" aria-label="The audit log">
      <NativeSelect
        label="Who"
        value={choice.actor}
        onChange={(event) => set({ actor: event.currentTarget.value })}
        data={[
          { value: '', label: 'Anybody' },
          ...actors.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <NativeSelect
        label="What"
        value={choice.action}
        onChange={(event) => set({ action: event.currentTarget.value })}
        data={actionChoices}
      />
      <TextInput
        type="date"
        label="From"
        value={choice.first}
        onChange={(event) => set({ first: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label="To"
        value={choice.last}
        onChange={(event) => set({ last: event.currentTarget.value })}
        error={reversed && 'This is before the first day.'}
      />
    </div>
  )
}

function filterOf({ actor, action, first, last }: Choice, timeZone: string): AuditFilter {
  return {
    ...(actor !== '' && { actor }),
    ...(action !== '' && { action }),
    ...(first !== '' && { from: startOfDay(first, timeZone) }),
    ...(last !== '' && { to: startOfDay(addDays(last, 1), timeZone) }),
  }
}
