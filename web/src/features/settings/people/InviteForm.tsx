import { Button, NativeSelect, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useMutation } from 'urql'
import type { Role } from '../../../gql/graphql'
import { UserErrors } from '../../../ui/UserErrors'
import classes from '../List.module.css'
import { type PathError, problemAt, problemsBeside, problemsOf } from '../problems'
import { PersonInvite, roleLabel, roles } from './people'

const shownAtFields = ['input.email', 'input.role']

export function InviteForm({ onInvited }: { onInvited: () => void }) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('VIEWER')
  const [problems, setProblems] = useState<readonly PathError[]>([])
  const [done, setDone] = useState('')
  const [{ fetching }, invite] = useMutation(PersonInvite)

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    const { data, error } = await invite({ input: { email, role } })
    setProblems(problemsOf(error, data?.personInvite.userErrors))
    const invitation = data?.personInvite.invitation
    setDone(invitation ? `${invitation.email} is expected as ${roleLabel(invitation.role)}.` : '')
    if (!invitation) return
    setEmail('')
    onInvited()
  }

  return (
    <form noValidate onSubmit={(event) => void submit(event)}>
      <UserErrors errors={problemsBeside(problems, shownAtFields)} />
      <div className={classes['filters']}>
        <TextInput
          type="email"
          label="E-mail address"
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={problemAt(problems, 'input.email')}
        />
        <NativeSelect
          label="Role"
          value={role}
          onChange={(event) => setRole(event.currentTarget.value as Role)}
          data={roles.map(({ value, label }) => ({ value, label }))}
          error={problemAt(problems, 'input.role')}
        />
        <Button
          type="submit"
          style={{ justifySelf: 'start' }}
          loading={fetching}
          disabled={email.trim() === ''}
        >
          Invite
        </Button>
      </div>
      <Text size="sm" role="status" mb={done === '' ? 0 : 'sm'}>
        {done}
      </Text>
    </form>
  )
}
