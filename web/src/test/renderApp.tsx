// The whole client in a test, at one address, with a fake server at its far end.
import { createMemoryHistory } from '@tanstack/react-router'
import { act, render } from '@testing-library/react'
import { App } from '../App'
import { newestProgress } from '../features/campaigns/newestProgress'
import { createXenoClient } from '../lib/client'
import type { ConnectionState } from '../lib/connection'
import { createSession, type Session } from '../lib/session'
import { createXenoRouter } from '../router'
import { createFakeBrowser, type FakeBrowser } from './fakeBrowser'
import { createFakeConnection } from './fakeConnection'
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
  const client = createXenoClient(session, connection, [newestProgress, server.exchange])
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
