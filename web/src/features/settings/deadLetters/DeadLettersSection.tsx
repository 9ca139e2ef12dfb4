import { NativeSelect, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import type { DeadLetterState } from '../../../gql/graphql'
import classes from '../List.module.css'
import { DeadLetterList } from './DeadLetterList'
import { streamChoices } from './deadLetters'

const stateChoices = [
  { value: '', label: 'Not given up' },
  { value: 'OPEN', label: 'Open' },
  { value: 'REPLAYING', label: 'Replaying' },
  { value: 'DISCARDED', label: 'Discarded' },
]

export function DeadLettersSection() {
  const [stream, setStream] = useState('')
  const [state, setState] = useState('')
  const [code, setCode] = useState('')
  const [settledCode] = useDebouncedValue(code.trim().toUpperCase(), 250)
  const filter = {
    stream: stream || null,
    state: (state || null) as DeadLetterState | null,
    code: settledCode || null,
  }
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        Rows that were accepted and could not be stored. Mend the cause, then replay them: they
        leave the list once they are stored, or come back with a new reason.
      </Text>
      <div className={classes['filters']} role="search" aria-label="Dead letters">
        <NativeSelect
          label="Rows of"
          data={streamChoices}
          value={stream}
          onChange={(event) => setStream(event.currentTarget.value)}
        />
        <NativeSelect
          label="State"
          data={stateChoices}
          value={state}
          onChange={(event) => setState(event.currentTarget.value)}
        />
        <TextInput
          label="Code"
          placeholder="UNKNOWN_MESSAGE"
          autoComplete="off"
          spellCheck={false}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      </div>
      {/* The key: what was selected is on no other list. */}
      <DeadLetterList key={JSON.stringify(filter)} filter={filter} />
    </>
  )
}
