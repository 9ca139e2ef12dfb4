import { Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'

export function SettingsRoute() {
  useDocumentTitle('Settings · Xeno')
  return <Title order={1}>Settings</Title>
}
