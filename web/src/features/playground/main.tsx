// The playground: GraphiQL from this server, talking to this server, offline.
import '@fontsource-variable/inter'
import './workers'
import '@graphiql/react/style.css'
import '@graphiql/plugin-doc-explorer/style.css'
import '@graphiql/plugin-history/style.css'
import 'graphiql/graphiql.css'
import './playground.css'
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import { GraphiQL } from 'graphiql'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createConnection, socketUrl } from '../../lib/connection'
import { signInPath } from '../../lib/ownPath'
import { browserOf, createSession } from '../../lib/session'
import { examplesPlugin } from './ExamplesPlugin'
import { type Example, findExample } from './examples'
import { takeHanded } from './handover'

const container = document.getElementById('root')
if (!container) throw new Error('playground.html has no element with the id "root"')

// The tabs are kept by the browser, so leaving loses nothing that was written.
const session = createSession(browserOf(window))
session.subscribe(() => {
  if (session.ended()) session.leaveFor(signInPath(location.pathname + location.search))
})

/** A key that opens nothing is its writer's mistake; only without one is nobody signed in. */
const fetchAsViewer: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init)
  const bringsKey = new Headers(init?.headers).has('authorization')
  if (answer.status === 401 && !bringsKey) session.end()
  return answer
}

const fetcher = createGraphiQLFetcher({
  url: '/graphql',
  fetch: fetchAsViewer,
  wsClient: createConnection(socketUrl(window.location), session).socket,
  enableIncrementalDelivery: false,
})

/** `?example=campaignCreate` opens that one; anything else the tabs of last time. */
function askedFor(): Example | undefined {
  const name = new URLSearchParams(window.location.search).get('example')
  return name === null ? undefined : findExample(name)
}

const example = askedFor()
const headers = takeHanded()
const plugins = [examplesPlugin]

createRoot(container).render(
  <StrictMode>
    <GraphiQL
      fetcher={fetcher}
      plugins={plugins}
      visiblePlugin={examplesPlugin}
      defaultEditorToolsVisibility="variables"
      defaultQuery={'# Pick an example on the left, or write your own.\n'}
      {...(example && { initialQuery: example.query, initialVariables: example.variables })}
      {...(headers !== undefined && { initialHeaders: headers })}
    >
      <GraphiQL.Logo>
        <a href="/">Xeno</a>
      </GraphiQL.Logo>
    </GraphiQL>
  </StrictMode>,
)
