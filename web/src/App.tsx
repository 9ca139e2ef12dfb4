// What every page stands in: theme, session, connection, GraphQL client and router.
import { MantineProvider } from '@mantine/core'
import { RouterProvider } from '@tanstack/react-router'
import { type Client, Provider as GraphQLProvider } from 'urql'
import type { Connection } from './lib/connection'
import type { Session } from './lib/session'
import { ConnectionProvider } from './lib/useConnection'
import { SessionProvider } from './lib/useSession'
import type { createXenoRouter } from './router'
import { cssVariables, theme } from './ui/theme'

interface AppProps {
  session: Session
  client: Client
  connection: Connection
  router: ReturnType<typeof createXenoRouter>
  /** `test` switches Mantine's transitions off. */
  env?: 'default' | 'test'
}

export function App({ session, client, connection, router, env = 'default' }: AppProps) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      env={env}
    >
      <SessionProvider value={session}>
        <ConnectionProvider value={connection}>
          <GraphQLProvider value={client}>
            <RouterProvider router={router} />
          </GraphQLProvider>
        </ConnectionProvider>
      </SessionProvider>
    </MantineProvider>
  )
}
