// Making a key: first the form, then, once only, the key itself.
import '@mantine/core/styles/Checkbox.css'
import '@mantine/core/styles/InlineInput.css'
import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useMutation } from 'urql'
import type { Scope } from '../../../gql/graphql'
import { useViewer } from '../../../lib/viewer'
import { addDays, dayOf, startOfDay } from '../../../lib/zone'
import { Dialog } from '../../../ui/Dialog'
import { UserErrors } from '../../../ui/UserErrors'
import { type PathError, problemAt, problemsBeside, problemsOf } from '../problems'
import { ApiKeyCreate, scopes } from './apiKeys'
import { Secret } from './Secret'

interface NewApiKeyProps {
  onMade: () => void
  onClose: () => void
}

export function NewApiKey({ onMade, onClose }: NewApiKeyProps) {
  const [secret, setSecret] = useState<string | null>(null)
  return (
    <Dialog
      onClose={onClose}
      // Beside the key there is no second chance to see it.
      closeOnClickOutside={secret === null}
      closeOnEscape={secret === null}
      title={secret === null ? 'Create a key' : 'Your new key'}
    >
      {secret === null ? (
        <NewApiKeyForm
          onMade={(made) => {
            setSecret(made)
            onMade()
          }}
        />
      ) : (
        <Secret secret={secret} onClose={onClose} />
      )}
    </Dialog>
  )
}

const shownAtFields = ['input.name', 'input.scopes', 'input.expiresAt']

function NewApiKeyForm({ onMade }: { onMade: (secret: string) => void }) {
  const { timeZone } = useViewer()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<Scope[]>([])
  const [lastDay, setLastDay] = useState('')
  const [today] = useState(() => dayOf(new Date(), timeZone))
  const [problems, setProblems] = useState<readonly PathError[]>([])
  const [{ fetching }, create] = useMutation(ApiKeyCreate)

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    const expiresAt = lastDay === '' ? null : startOfDay(addDays(lastDay, 1), timeZone)
    const { data, error } = await create({ input: { name, scopes: chosen, expiresAt } })
    setProblems(problemsOf(error, data?.apiKeyCreate.userErrors))
    if (data?.apiKeyCreate.secret) onMade(data.apiKeyCreate.secret)
  }

  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <Stack>
        <UserErrors errors={problemsBeside(problems, shownAtFields)} />
        <TextInput
          label="Name"
          description="What it is for: “Nightly import”."
          autoComplete="off"
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={problemAt(problems, 'input.name')}
        />
        <Checkbox.Group
          label="What it may do"
          value={chosen}
          onChange={(values) => setChosen(values as Scope[])}
          error={problemAt(problems, 'input.scopes')}
        >
          <Stack gap="xs" my="xs">
            {scopes.map(({ scope, label, description }) => (
              <Checkbox key={scope} value={scope} label={label} description={description} />
            ))}
          </Stack>
        </Checkbox.Group>
        <TextInput
          type="date"
          label="Last day"
          description={`Leave it empty for a key that never ends. Days are those of ${timeZone}.`}
          min={today}
          value={lastDay}
          onChange={(event) => setLastDay(event.currentTarget.value)}
          error={problemAt(problems, 'input.expiresAt')}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={fetching}>
            Create the key
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
