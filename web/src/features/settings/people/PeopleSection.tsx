import { Stack, Text, Title } from '@mantine/core'
import { Invitations } from './Invitations'
import { roles } from './people'
import { PersonRows } from './PersonRows'

export function PeopleSection() {
  return (
    <Stack gap="xl">
      <div>
        <Text size="sm" c="dimmed" mb="md">
          {roles
            .map(({ label, description }) => `A ${label.toLowerCase()} ${description}`)
            .join('; ')}
          . Who has no role waits to be let in.
        </Text>
        <PersonRows after={null} />
      </div>
      <section aria-labelledby="invitations">
        <Title order={3} size="h2" id="invitations" mb="sm">
          Invitations
        </Title>
        <Invitations />
      </section>
    </Stack>
  )
}
