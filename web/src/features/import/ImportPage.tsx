// From a file to rows in the record, in three steps: choose it, say what its
// columns are, watch it being loaded.
import { Alert, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { IconLock } from '@tabler/icons-react'
import { useState } from 'react'
import { useClient } from 'urql'
import { useMay } from '../../lib/viewer'
import { Refused } from '../../ui/Refused'
import { callsOfKind, followOf } from './api'
import { FileDrop } from './FileDrop'
import { forget, scopeOf } from './journal'
import { MappingStep } from './MappingStep'
import { pause } from './pause'
import { type Preview, previewOf, UnreadableFile } from './records'
import type { Plan } from './rows'
import { createRun, type Run } from './run'
import { RunStep } from './RunStep'

interface Chosen {
  file: File
  preview: Preview
}

interface Running {
  run: Run
  plan: Plan
}

export function ImportPage() {
  useDocumentTitle('Import · Xeno')
  const may = useMay('INGEST')
  return (
    <Stack gap="lg">
      <Stack gap={4}>
        <Title order={1}>Import</Title>
        <Text c="dimmed" size="sm">
          Customers or orders, from CSV with a header line or from NDJSON. Rows that are in the
          record already are updated, so the same file twice doubles nothing.
        </Text>
      </Stack>
      {may ? (
        <Import />
      ) : (
        <Alert color="gray" icon={<IconLock />} title="You may not import">
          An admin can let you load customers and orders.
        </Alert>
      )}
    </Stack>
  )
}

function Import() {
  const client = useClient()
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [running, setRunning] = useState<Running | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [looking, setLooking] = useState(false)

  async function choose(file: File): Promise<void> {
    setProblem(null)
    setLooking(true)
    try {
      setChosen({ file, preview: await previewOf(file) })
    } catch (error) {
      setProblem(
        error instanceof UnreadableFile ? error.message : 'The browser could not read the file.',
      )
    } finally {
      setLooking(false)
    }
  }

  function start({ file, preview }: Chosen, plan: Plan): void {
    const run = createRun({
      file,
      layout: preview,
      plan,
      scope: scopeOf(localStorage, file, Date.now()),
      call: callsOfKind(client, plan.kind),
      follow: followOf(client),
      now: () => performance.now(),
      wait: pause,
      random: Math.random,
      onDone: () => forget(localStorage, file, Date.now()),
    })
    setRunning({ run, plan })
  }

  function again(): void {
    setRunning(null)
    setChosen(null)
  }

  if (chosen && running) {
    return <RunStep run={running.run} kind={running.plan.kind} file={chosen.file} onAgain={again} />
  }
  if (chosen) {
    return (
      <MappingStep
        key={`${chosen.file.name} ${chosen.file.lastModified}`}
        file={chosen.file}
        preview={chosen.preview}
        onStart={(plan) => start(chosen, plan)}
        onOther={() => setChosen(null)}
      />
    )
  }
  return (
    <>
      <FileDrop
        onFile={(file) => void choose(file)}
        onSeveral={() => setProblem('Several were dropped. Import them one after the other.')}
        busy={looking}
      />
      {problem && <Refused title="This cannot be imported" message={problem} />}
    </>
  )
}
