// What every page stands in: theme, connection, GraphQL client and router.
import { MantineProvider } from '@mantine/core'
import { RouterProvider } from '@tanstack/react-router'
import { type Client, Provider as GraphQLProvider } from 'urql'
import type { Connection } from './lib/connection'
import { ConnectionProvider } from './lib/useConnection'
import type { createXenoRouter } from './router'
import { cssVariables, theme } from './ui/theme'

interface AppProps {
  client: Client
  connection: Connection
  router: ReturnType<typeof createXenoRouter>
  /** `test` switches Mantine's transitions off. */
  env?: 'default' | 'test'
}

export function App({ client, connection, router, env = 'default' }: AppProps) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      env={env}
    >
      <ConnectionProvider value={connection}>
        <GraphQLProvider value={client}>
          <RouterProvider router={router} />
        </GraphQLProvider>
      </ConnectionProvider>
    </MantineProvider>
  )
}
