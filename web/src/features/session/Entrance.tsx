// What stands around every page but the sign-in page: it lets through whom the
// server knows and has let in, and tells everybody else what to do.
import { Center, Loader } from '@mantine/core'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { useQuery } from 'urql'
import { hasCode } from '../../lib/errorCodes'
import { ownPath } from '../../lib/ownPath'
import { useSession, useSessionEnded } from '../../lib/useSession'
import { type Viewer, ViewerProvider, ViewerQuery } from '../../lib/viewer'
import { Problem } from '../../ui/Problem'
import { Threshold } from '../../ui/Threshold'
import { SignedOutDialog } from './SignedOutDialog'
import { useOnFocus } from './useOnFocus'
import { WaitingPage } from './WaitingPage'

export function Entrance({ children }: { children: ReactNode }) {
  const here = useLocation({ select: ({ href }) => href })
  const session = useSession()
  const ended = useSessionEnded()
  const [{ data, error }, execute] = useQuery({ query: ViewerQuery })
  const refetch = () => execute({ requestPolicy: 'network-only' })
  const viewer = useLastKnown(data?.viewer)
  const isOther = viewer !== null && data !== undefined && data.viewer.id !== viewer.id
  const waits = viewer?.permissions.length === 0

  useOnFocus(() => {
    if (ended || waits) refetch()
  })
  useEffect(() => {
    // What is on screen is another person's.
    if (isOther) session.leaveFor(ownPath(here))
  }, [isOther, session, here])

  if (isOther) return null
  if (viewer) {
    return (
      <ViewerProvider value={viewer}>
        {waits ? <WaitingPage onCheck={refetch} /> : children}
        {ended && <SignedOutDialog here={here} />}
      </ViewerProvider>
    )
  }
  if (error && hasCode(error, 'UNAUTHENTICATED')) {
    return <ToSignInPage from={here} />
  }
  if (error) {
    return (
      <Threshold title="Xeno">
        <Problem title="Xeno could not be opened" error={error} onRetry={refetch} />
      </Threshold>
    )
  }
  return (
    <Center h="100dvh" aria-busy="true" aria-label="Opening Xeno" role="status">
      <Loader />
    </Center>
  )
}

function ToSignInPage({ from }: { from: string }) {
  // As it was at first: on the way, the address is the sign-in page's already.
  const [wanted] = useState(from)
  const navigate = useNavigate()
  useEffect(() => {
    const search = wanted === '/' ? {} : { return_to: wanted }
    void navigate({ to: '/sign-in', search, replace: true })
  }, [navigate, wanted])
  return null
}

/** The viewer of the last answer that had one; somebody else does not take their place. */
function useLastKnown(viewer: Viewer | undefined): Viewer | null {
  const [known, setKnown] = useState<Viewer | null>(null)
  if (viewer && viewer !== known && (known === null || viewer.id === known.id)) setKnown(viewer)
  return known
}
