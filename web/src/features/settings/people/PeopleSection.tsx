import { Stack, Text, Title } from '@mantine/core'
import { useQuery } from 'urql'
import { Invitations } from './Invitations'
import { PeopleQuery, roles } from './people'
import { PersonRows } from './PersonRows'

export function PeopleSection() {
  // What stands below the people comes when they have, so that it never moves.
  const [{ data, error }] = useQuery({ query: PeopleQuery, variables: { after: null } })
  return (
    <Stack gap="xl">
      <div>
        <Text size="sm" c="dimmed" mb="md">
          {roles.map(({ description }) => description).join(' ')} Who has no role waits to be let
          in.
        </Text>
        <PersonRows after={null} />
      </div>
      {(data ?? error) && (
        <section aria-labelledby="invitations">
          <Title order={3} size="h2" id="invitations" mb="sm">
            Invitations
          </Title>
          <Invitations />
        </section>
      )}
    </Stack>
  )
}
