// The list with what can be done to its selected rows.
import '@mantine/core/styles/Checkbox.css'
import '@mantine/core/styles/InlineInput.css'
import { Button, Group, Text } from '@mantine/core'
import { useCallback, useState } from 'react'
import { formatCount } from '../../../lib/format'
import { UserErrors } from '../../../ui/UserErrors'
import { Confirm } from '../../../ui/Confirm'
import { type DeadLetterFilter, DeadLetterRows } from './DeadLetterRows'
import { useDeed } from './useDeed'

const NOTHING: ReadonlySet<string> = new Set()

const rows = (count: number) => (count === 1 ? '1 row' : `${formatCount(count)} rows`)

export function DeadLetterList({ filter }: { filter: DeadLetterFilter }) {
  const [selected, setSelected] = useState(NOTHING)
  /** Rows that are to be given up, once that is confirmed. */
  const [asking, setAsking] = useState<readonly string[] | null>(null)
  /** Counts up whenever every page is to be asked for again. */
  const [version, setVersion] = useState(0)
  const reload = useCallback(() => setVersion((last) => last + 1), [])
  const { busy, result, perform } = useDeed(() => {
    setSelected(NOTHING)
    setAsking(null)
    reload()
  })

  const select = (ids: readonly string[], on: boolean) =>
    setSelected((last) => {
      const next = new Set(last)
      for (const id of ids) {
        if (on) next.add(id)
        else next.delete(id)
      }
      return next
    })

  return (
    <>
      {selected.size > 0 && (
        <Group gap="xs" mb="sm">
          <Text size="sm">{rows(selected.size)} selected</Text>
          <Button loading={busy} onClick={() => void perform('replay', [...selected])}>
            Replay selected
          </Button>
          <Button variant="default" disabled={busy} onClick={() => setAsking([...selected])}>
            Discard selected
          </Button>
          <Button variant="subtle" onClick={() => setSelected(NOTHING)}>
            Select none
          </Button>
        </Group>
      )}
      <Text size="sm" role="status" mb={result?.done ? 'sm' : 0}>
        {result?.done}
      </Text>
      <UserErrors
        title={result?.done ? 'The others were left as they are' : 'Nothing was changed'}
        errors={result?.problems ?? []}
      />
      <DeadLetterRows
        filter={filter}
        after={null}
        version={version}
        busy={busy}
        selected={selected}
        onSelect={select}
        onReplay={(id) => void perform('replay', [id])}
        onDiscard={(id) => setAsking([id])}
      />
      {asking && (
        <Confirm
          action="Discard"
          title={`Discard ${rows(asking.length)}?`}
          busy={busy}
          onConfirm={() => void perform('discard', asking)}
          onClose={() => setAsking(null)}
        >
          What is discarded is never stored. It stays on the list of discarded rows.
        </Confirm>
      )}
    </>
  )
}
