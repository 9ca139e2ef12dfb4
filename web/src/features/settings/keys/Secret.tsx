import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import { handToPlayground } from '../../playground/handover'

interface SecretProps {
  secret: string
  onClose: () => void
}

/** The key itself, which no answer of the server has again. */
export function Secret({ secret, onClose }: SecretProps) {
  const clipboard = useClipboard({ timeout: 4_000 })
  const [handed, setHanded] = useState(false)
  return (
    <Stack>
      <Alert color="gray" icon={<IconAlertTriangle />} title="Copy it now">
        <Text size="sm">
          It is shown this once. Keep it where you keep passwords; whoever has it can use it.
        </Text>
      </Alert>
      <TextInput
        label="API key"
        readOnly
        value={secret}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        onFocus={(event) => event.currentTarget.select()}
      />
      {clipboard.error && (
        <Text size="sm">The browser does not let us copy; select the key and copy it.</Text>
      )}
      <Group justify="space-between" gap="xs">
        <Button
          variant="default"
          onClick={() => setHanded(handToPlayground({ Authorization: `Bearer ${secret}` }))}
        >
          Open in the playground
        </Button>
        <Group gap="xs">
          <Button onClick={() => clipboard.copy(secret)} data-autofocus>
            {clipboard.copied ? 'Copied' : 'Copy'}
          </Button>
          <Button variant="default" onClick={onClose}>
            I have it
          </Button>
        </Group>
      </Group>
      <Text size="sm" c="dimmed" role="status">
        {handed
          ? 'The playground has opened in a tab of its own, with this key in its headers.'
          : ''}
      </Text>
    </Stack>
  )
}
