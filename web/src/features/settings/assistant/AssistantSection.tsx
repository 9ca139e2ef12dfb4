import { Text } from '@mantine/core'
import { RunRows } from './RunRows'

export function AssistantSection() {
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        What the assistant was asked, who answered and how long that took, for 90 days. An admin
        sees what everybody asked, others what they asked themselves. What the assistant writes is a
        suggestion and does nothing until somebody takes it.
      </Text>
      <RunRows after={null} />
    </>
  )
}
