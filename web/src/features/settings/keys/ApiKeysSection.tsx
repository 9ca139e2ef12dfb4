import { Button, Group, Text } from '@mantine/core'
import { useCallback, useState } from 'react'
import { useClient } from 'urql'
import { ApiKeyRows } from './ApiKeyRows'
import { ApiKeysQuery } from './apiKeys'
import { NewApiKey } from './NewApiKey'

export function ApiKeysSection() {
  const client = useClient()
  const [making, setMaking] = useState(false)
  // A key is not in the list that was loaded before it was made.
  const reload = useCallback(() => {
    void client.query(ApiKeysQuery, { after: null }, { requestPolicy: 'network-only' }).toPromise()
  }, [client])
  return (
    <>
      <Group justify="space-between" mb="md">
        <Text size="sm" c="dimmed" maw={560}>
          A script brings a key in the header <code>Authorization: Bearer xeno_…</code> and may do
          what the key is for.
        </Text>
        <Button onClick={() => setMaking(true)}>Create a key</Button>
      </Group>
      <ApiKeyRows after={null} />
      {making && <NewApiKey onMade={reload} onClose={() => setMaking(false)} />}
    </>
  )
}
