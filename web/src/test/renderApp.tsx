// The whole client in a test, at one address, with a fake server at its far end.
import { createMemoryHistory } from '@tanstack/react-router'
import { act, render } from '@testing-library/react'
import { App } from '../App'
import { newestProgress } from '../features/campaigns/newestProgress'
import { createXenoClient } from '../lib/client'
import type { Connection, ConnectionState } from '../lib/connection'
import { createSession, type Session } from '../lib/session'
import { createXenoRouter } from '../router'
import { createFakeBrowser, type FakeBrowser } from './fakeBrowser'
import type { FakeServer } from './fakeServer'

export interface RenderedApp {
  /** Changes what the client knows of its connection; a return from a break calls back. */
  setConnection: (next: ConnectionState) => void
  session: Session
  /** The address within the client. */
  at: () => string
}

export function renderApp(
  path: string,
  server: FakeServer,
  browser: FakeBrowser = createFakeBrowser(),
): RenderedApp {
  const { connection, setConnection } = createFakeConnection()
  const session = createSession(browser)
  const client = createXenoClient(session, [newestProgress, server.exchange])
  const router = createXenoRouter(createMemoryHistory({ initialEntries: [path] }))
  render(
    <App session={session} client={client} connection={connection} router={router} env="test" />,
  )
  return {
    setConnection: (next) => act(() => setConnection(next)),
    session,
    at: () => router.state.location.href,
  }
}

function listen(listeners: Set<() => void>) {
  return (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
}

function createFakeConnection() {
  let state: ConnectionState = 'live'
  const changed = new Set<() => void>()
  const reconnected = new Set<() => void>()
  const connection: Omit<Connection, 'socket' | 'follow'> = {
    state: () => state,
    subscribe: listen(changed),
    onReconnected: listen(reconnected),
  }
  const setConnection = (next: ConnectionState) => {
    const back = state === 'reconnecting' && next === 'live'
    state = next
    for (const listener of [...changed, ...(back ? reconnected : [])]) listener()
  }
  // The pages never touch the socket: the fake server stands in for it.
  return { connection: connection as Connection, setConnection }
}
