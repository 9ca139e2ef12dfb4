import { Text } from '@mantine/core'
import { useQuery } from 'urql'
import { Problem } from '../../../ui/Problem'
import classes from '../List.module.css'
import { LoadingRows } from '../LoadingRows'
import { InvitationRow } from './InvitationRow'
import { InviteForm } from './InviteForm'
import { InvitationsQuery } from './people'

export function Invitations() {
  const [{ data, error }, refetch] = useQuery({
    query: InvitationsQuery,
  })
  const reload = () => refetch({ requestPolicy: 'network-only' })
  return (
    <>
      <InviteForm onInvited={reload} />
      {!data && error && (
        <Problem title="The invitations could not be loaded" error={error} onRetry={reload} />
      )}
      {!data && !error && <LoadingRows label="Loading the invitations" />}
      {data?.invitations.length === 0 && (
        <Text size="sm">
          Nobody is expected. Who is invited has their role at the first sign-in.
        </Text>
      )}
      <ul className={classes['list']}>
        {data?.invitations.map((invitation) => (
          <InvitationRow key={invitation.email} invitation={invitation} onGone={reload} />
        ))}
      </ul>
    </>
  )
}
