import { Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'

export function DashboardPage() {
  useDocumentTitle('Dashboard · Xeno')
  return <Title order={1}>Dashboard</Title>
}
