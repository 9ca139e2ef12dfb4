import { getRouteApi } from '@tanstack/react-router'
import { SettingsPage } from './SettingsPage'

const route = getRouteApi('/inside/settings/{-$section}')

export function SettingsRoute() {
  return <SettingsPage asked={route.useParams().section} />
}
