// For who is signed in and not let in: whom to ask, and the field for the code
// with which the first of all lets themselves in.
import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { type FormEvent, useState } from 'react'
import type { Refusal } from '../../lib/session'
import { useSession } from '../../lib/useSession'
import { useViewer } from '../../lib/viewer'
import { Refused } from '../../ui/Refused'
import { Threshold } from '../../ui/Threshold'

export function WaitingPage({ onCheck }: { onCheck: () => void }) {
  useDocumentTitle('Waiting to be let in · Xeno')
  const { label } = useViewer()
  const session = useSession()
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  return (
    <Threshold title="An admin has to let you in">
      <Text style={{ overflowWrap: 'anywhere' }}>
        You are signed in as <strong>{label}</strong>. Ask an admin to give you a role; then this
        page opens.
      </Text>
      {refusal && <Refused title="You are still signed in" message={refusal.message} />}
      <Group gap="xs">
        <Button onClick={onCheck}>Look again</Button>
        <Button variant="default" onClick={() => void session.signOut().then(setRefusal)}>
          Sign out
        </Button>
      </Group>
      <SetUp onDone={onCheck} />
    </Threshold>
  )
}

function SetUp({ onDone }: { onDone: () => void }) {
  const session = useSession()
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)

  async function enter(event: FormEvent): Promise<void> {
    event.preventDefault()
    setBusy(true)
    const refused = await session.setUp(code.trim())
    setBusy(false)
    setRefusal(refused)
    if (!refused) onDone()
  }

  return (
    <Stack gap="sm" component="form" mt="xl" onSubmit={(event) => void enter(event)}>
      <Title order={2}>Is this a new installation?</Title>
      <TextInput
        label="Set-up code"
        description="The server prints it when it starts and has no admin. It works once and makes you the first."
        placeholder="setup_…"
        autoComplete="off"
        spellCheck={false}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        error={refusal?.message}
      />
      <Group>
        <Button type="submit" variant="default" loading={busy} disabled={code.trim() === ''}>
          Become the first admin
        </Button>
      </Group>
    </Stack>
  )
}
