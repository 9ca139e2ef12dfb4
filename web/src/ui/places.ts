// Where one can go: the menu and the command palette list the same.
import {
  IconAddressBook,
  IconChartBar,
  IconCode,
  IconFileImport,
  IconFilter,
  IconSend,
  IconSettings,
} from '@tabler/icons-react'
import type { Permission } from '../gql/graphql'
import { useViewer } from '../lib/viewer'

type Icon = typeof IconSend

export interface Place {
  label: string
  /** A path of the client, or of the server where `external`. */
  to: string
  icon: Icon
  /** For whoever searches: what one does there. */
  description: string
  /** Only on this very path is one there. */
  exact?: boolean
  external?: boolean
  /** Who may not has no use for it. */
  needs?: Permission
}

const places: Place[] = [
  {
    label: 'Dashboard',
    to: '/',
    icon: IconChartBar,
    description: 'Customers, orders and campaigns at a glance',
    exact: true,
  },
  {
    label: 'Campaigns',
    to: '/campaigns',
    icon: IconSend,
    description: 'Messages, and what became of them',
  },
  {
    label: 'Segments',
    to: '/segments',
    icon: IconFilter,
    description: 'Audiences drawn with rules',
  },
  {
    label: 'Customers',
    to: '/customers',
    icon: IconAddressBook,
    description: 'Everyone, with their orders and messages',
  },
  {
    label: 'Import',
    to: '/import',
    icon: IconFileImport,
    description: 'Load customers and orders from a file',
    needs: 'INGEST',
  },
  {
    label: 'Settings',
    to: '/settings',
    icon: IconSettings,
    description:
      'Keys, people, the audit log, rows that could not be stored, the assistant’s questions',
  },
  {
    label: 'Playground',
    to: '/playground',
    icon: IconCode,
    description: 'The GraphQL API, with ready operations',
    external: true,
  },
]

/** The places for whoever is signed in. */
export function usePlaces(): Place[] {
  const { permissions } = useViewer()
  return places.filter(({ needs }) => !needs || permissions.includes(needs))
}
