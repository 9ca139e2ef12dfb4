// Hands the connection to the pages, and tells them when it came back, or when
// somebody has signed in again: what happened in between was not heard, so a
// page then asks for its data again.
import { createContext, use, useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import type { Connection, ConnectionState } from './connection'
import { useSession } from './useSession'

const ConnectionContext = createContext<Connection | null>(null)

export const ConnectionProvider = ConnectionContext.Provider

export function useConnection(): Connection {
  const connection = use(ConnectionContext)
  if (!connection) throw new Error('ConnectionProvider is missing above this component')
  return connection
}

export function useConnectionState(): ConnectionState {
  const { subscribe, state } = useConnection()
  return useSyncExternalStore(subscribe, state)
}

export function useOnReconnected(listener: () => void): void {
  const { onReconnected } = useConnection()
  const { onResumed } = useSession()
  const call = useEffectEvent(listener)
  useEffect(() => onReconnected(() => call()), [onReconnected])
  useEffect(() => onResumed(() => call()), [onResumed])
}
