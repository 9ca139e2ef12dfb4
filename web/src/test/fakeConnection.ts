// The connection as tests say that it is. The pages never touch the socket: the
// fake server stands in for it.
import type { Connection, ConnectionState } from '../lib/connection'

function listen(listeners: Set<() => void>) {
  return (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
}

export function createFakeConnection() {
  let state: ConnectionState = 'live'
  const changed = new Set<() => void>()
  const reconnected = new Set<() => void>()
  const setConnection = (next: ConnectionState) => {
    const back = state === 'reconnecting' && next !== 'reconnecting'
    state = next
    for (const listener of [...changed, ...(back ? reconnected : [])]) listener()
  }
  const connection: Omit<Connection, 'socket' | 'follow'> = {
    state: () => state,
    subscribe: listen(changed),
    noticeBreak: () => setConnection('reconnecting'),
    onReconnected: listen(reconnected),
  }
  return { connection: connection as Connection, setConnection }
}
