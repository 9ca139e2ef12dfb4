import { Button } from '@mantine/core'
import { useState } from 'react'
import { useMutation } from 'urql'
import type { InvitationsQuery } from '../../../gql/graphql'
import { useFormatDateTime } from '../../../lib/viewer'
import { UserErrors } from '../../../ui/UserErrors'
import classes from '../List.module.css'
import { type PathError, problemsOf } from '../problems'
import { useActorName } from '../useActorNames'
import { PersonUninvite, roleLabel } from './people'

interface InvitationRowProps {
  invitation: InvitationsQuery['invitations'][number]
  onGone: () => void
}

export function InvitationRow({ invitation, onGone }: InvitationRowProps) {
  const { email, role, invitedBy, createdAt } = invitation
  const [problems, setProblems] = useState<readonly PathError[]>([])
  const [{ fetching }, uninvite] = useMutation(PersonUninvite)
  const actorName = useActorName()
  const formatDateTime = useFormatDateTime()

  async function perform(): Promise<void> {
    const { data, error } = await uninvite({ input: { email } })
    setProblems(problemsOf(error, data?.personUninvite.userErrors))
    if (data) onGone()
  }

  return (
    <li className={classes['row']}>
      <div className={classes['what']}>
        <span className={classes['name']}>{email}</span>
        <span className={classes['known']}>
          {roleLabel(role)} · invited {formatDateTime(createdAt)} by {actorName(invitedBy)}
        </span>
        <UserErrors errors={problems} />
      </div>
      <Button
        variant="default"
        loading={fetching}
        aria-label={`Take back the invitation of ${email}`}
        onClick={() => void perform()}
      >
        Take back
      </Button>
    </li>
  )
}
