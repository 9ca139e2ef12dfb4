import { Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'

export function SegmentsPage() {
  useDocumentTitle('Segments · Xeno')
  return <Title order={1}>Segments</Title>
}
