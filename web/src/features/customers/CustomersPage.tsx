import { Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'

export function CustomersPage() {
  useDocumentTitle('Customers · Xeno')
  return <Title order={1}>Customers</Title>
}
