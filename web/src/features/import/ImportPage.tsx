import { Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'

export function ImportPage() {
  useDocumentTitle('Import · Xeno')
  return <Title order={1}>Import</Title>
}
