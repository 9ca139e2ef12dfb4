// Who is signed in, what they may do, and where and in what notation their
// workspace lives, as the server says.
import { createContext, use } from 'react'
import { graphql } from '../gql'
import type { Permission, ViewerQuery as ViewerData } from '../gql/graphql'
import { formatDate, formatDateTime, formatMoney } from './format'

export const ViewerQuery = graphql(`
  query Viewer {
    viewer {
      id
      label
      permissions
      timeZone
      currency
    }
  }
`)

export type Viewer = ViewerData['viewer']

const ViewerContext = createContext<Viewer | null>(null)

/** Stands around every page but those for strangers. */
export const ViewerProvider = ViewerContext.Provider

export function useViewer(): Viewer {
  const viewer = use(ViewerContext)
  if (!viewer) throw new Error('ViewerProvider is missing above this component')
  return viewer
}

/** Whether the viewer may. The server decides; this keeps off the screen what it would refuse. */
export function useMay(permission: Permission): boolean {
  return useViewer().permissions.includes(permission)
}

/** Formats instants in the zone of the workspace. */
export function useFormatDateTime(): (instant: string) => string {
  const { timeZone } = useViewer()
  return (instant) => formatDateTime(instant, timeZone)
}

/** Formats instants as days in the zone of the workspace. */
export function useFormatDate(): (instant: string) => string {
  const { timeZone } = useViewer()
  return (instant) => formatDate(instant, timeZone)
}

/** Formats exact decimals as money of the workspace. */
export function useFormatMoney(): (amount: string) => string {
  const { currency } = useViewer()
  return (amount) => formatMoney(amount, currency)
}
