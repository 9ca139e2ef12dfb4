import { Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'

export function CustomerRoute() {
  useDocumentTitle('Customer · Xeno')
  return <Title order={1}>Customer</Title>
}
