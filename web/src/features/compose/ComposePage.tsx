import { Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'

export function ComposePage() {
  useDocumentTitle('New campaign · Xeno')
  return <Title order={1}>New campaign</Title>
}
