// Where and in what notation the workspace lives, as the server says. Until it
// has said so, India's zone and notation are taken, which are its defaults.
import { createContext, use } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../gql'
import { formatDateTime } from './format'

const WorkspaceQuery = graphql(`
  query Workspace {
    viewer {
      id
      timeZone
    }
  }
`)

export interface Workspace {
  /** A name of the IANA time zone database. */
  timeZone: string
}

const WorkspaceContext = createContext<Workspace>({ timeZone: 'Asia/Kolkata' })

export const WorkspaceProvider = WorkspaceContext.Provider

export function useWorkspace(): Workspace {
  return use(WorkspaceContext)
}

/** Asks the server; the frame of the page does it once. */
export function useWorkspaceOfViewer(): Workspace {
  const [{ data }] = useQuery({ query: WorkspaceQuery })
  const assumed = useWorkspace()
  return data?.viewer ?? assumed
}

/** Formats instants in the zone of the workspace. */
export function useFormatDateTime(): (instant: string) => string {
  const { timeZone } = useWorkspace()
  return (instant) => formatDateTime(instant, timeZone)
}
