import { Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'

export function NewSegmentPage() {
  useDocumentTitle('New segment · Xeno')
  return <Title order={1}>New segment</Title>
}
