import { Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'

export function SegmentRoute() {
  useDocumentTitle('Segment · Xeno')
  return <Title order={1}>Segment</Title>
}
