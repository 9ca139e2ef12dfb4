import { Badge, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { useMutation } from 'urql'
import type { PersonFieldsFragment, Role } from '../../../gql/graphql'
import { useFormatDateTime, useViewer } from '../../../lib/viewer'
import { UserErrors } from '../../../ui/UserErrors'
import { Confirm } from '../../../ui/Confirm'
import classes from '../List.module.css'
import { type PathError, problemsOf } from '../problems'
import { PersonSetRole, roles } from './people'

const WAITING = ''

export function PersonRow({ person }: { person: PersonFieldsFragment }) {
  const viewer = useViewer()
  const formatDateTime = useFormatDateTime()
  /** A role that is asked about before it is given. */
  const [asking, setAsking] = useState<Role | null | undefined>()
  const [problems, setProblems] = useState<readonly PathError[]>([])
  const [{ fetching }, setRole] = useMutation(PersonSetRole)
  const label = person.name ?? person.email ?? person.id
  const self = person.id === viewer.id

  async function perform(role: Role | null): Promise<void> {
    const { data, error } = await setRole({ input: { id: person.id, role } })
    setAsking(undefined)
    setProblems(problemsOf(error, data?.personSetRole.userErrors))
  }

  function choose(value: string): void {
    setProblems([])
    const role = value === WAITING ? null : (value as Role)
    // Both take effect at once, and the one who is concerned cannot undo it.
    if (role === null || self) setAsking(role)
    else void perform(role)
  }

  return (
    <li className={classes['row']}>
      <div className={classes['what']}>
        <span className={classes['name']}>
          {label}
          {self && (
            <Badge variant="default" tt="none" fw={500}>
              You
            </Badge>
          )}
        </span>
        <span className={classes['known']}>
          {person.name && person.email ? `${person.email} · ` : ''}last signed in{' '}
          {formatDateTime(person.lastSeenAt)}
        </span>
        <UserErrors errors={problems} />
      </div>
      <NativeSelect
        aria-label={`Role of ${label}`}
        disabled={fetching}
        value={person.role ?? WAITING}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[
          ...roles.map(({ value, label: name }) => ({ value, label: name })),
          { value: WAITING, label: 'Not let in' },
        ]}
      />
      {asking !== undefined && (
        <Confirm
          action={asking === null ? 'Shut out' : 'Change my role'}
          title={asking === null ? `Shut ${label} out?` : 'Change your own role?'}
          busy={fetching}
          onConfirm={() => void perform(asking)}
          onClose={() => setAsking(undefined)}
        >
          {asking === null
            ? 'They see nothing any more from the next second on, in open windows too. You can let them in again.'
            : 'You may lose what only admins can do, and another admin has to give it back.'}
        </Confirm>
      )}
    </li>
  )
}
