// The only wiring point of the client: what is made once is made here.
import '@fontsource-variable/inter'
import './ui/styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App'
import { newestProgress } from './features/campaigns/newestProgress'
import { createXenoClient, serverExchanges } from './lib/client'
import { createConnection, socketUrl } from './lib/connection'
import { browserOf, createSession } from './lib/session'
import { createXenoRouter } from './router'

const container = document.getElementById('root')
if (!container) throw new Error('index.html has no element with the id "root"')

const session = createSession(browserOf(window))
const connection = createConnection(socketUrl(window.location), session)
const client = createXenoClient(session, connection, [
  newestProgress,
  ...serverExchanges(connection),
])
const router = createXenoRouter()

createRoot(container).render(
  <StrictMode>
    <App session={session} client={client} connection={connection} router={router} />
  </StrictMode>,
)
