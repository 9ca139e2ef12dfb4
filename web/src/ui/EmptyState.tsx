import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** A view with nothing in it yet; the children say what to do about that. */
export function EmptyState({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack align="center" gap="xs" py={64} ta="center">
      <Title order={2}>{title}</Title>
      <Text component="div" c="dimmed" maw={480}>
        {children}
      </Text>
    </Stack>
  )
}
