import { Alert, Button, Group, Text } from '@mantine/core'
import { useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ownPath } from '../lib/ownPath'
import { useConnection, useConnectionState, useOnReconnected } from '../lib/useConnection'
import { useSession } from '../lib/useSession'

/** Where it was last opened anew; the marks of a tab outlive the document. */
const MARK = 'xeno:opened-anew'

/**
 * Instead of a page whose code did not come. Only a new document finds out what
 * the files are called now and fetches them once more, and it can be had only
 * once the server is reached; so it is opened then, though not time after time.
 */
export function PageNotLoaded() {
  // Without a fragment, which would be gone to within this document.
  const here = ownPath(useLocation({ select: ({ pathname, searchStr }) => pathname + searchStr }))
  const { noticeBreak } = useConnection()
  const reached = useConnectionState() !== 'reconnecting'
  const { leaveFor } = useSession()
  const openAnew = () => {
    sessionStorage.setItem(MARK, here)
    leaveFor(here)
  }
  useEffect(noticeBreak, [noticeBreak])
  useOnReconnected(() => {
    if (sessionStorage.getItem(MARK) !== here) openAnew()
  })
  return (
    <Alert color="red" title="This page could not be loaded" role="alert">
      <Group justify="space-between">
        <Text size="sm">
          {reached
            ? 'The server may have been replaced by a newer one since you opened Xeno.'
            : 'The server cannot be reached. The page opens as soon as it answers.'}
        </Text>
        <Button variant="default" onClick={openAnew} disabled={!reached}>
          Open it again
        </Button>
      </Group>
    </Alert>
  )
}
