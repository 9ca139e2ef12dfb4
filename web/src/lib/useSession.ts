// Hands the session to the pages.
import { createContext, use, useSyncExternalStore } from 'react'
import type { Session } from './session'

const SessionContext = createContext<Session | null>(null)

export const SessionProvider = SessionContext.Provider

export function useSession(): Session {
  const session = use(SessionContext)
  if (!session) throw new Error('SessionProvider is missing above this component')
  return session
}

export function useSessionEnded(): boolean {
  const { subscribe, ended } = useSession()
  return useSyncExternalStore(subscribe, ended)
}
