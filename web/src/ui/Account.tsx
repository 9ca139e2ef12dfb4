import { ActionIcon, Modal, Text } from '@mantine/core'
import { IconLogout } from '@tabler/icons-react'
import { useState } from 'react'
import type { Refusal } from '../lib/session'
import { useSession } from '../lib/useSession'
import { useViewer } from '../lib/viewer'
import classes from './Account.module.css'

/** Who is signed in, and the way out. */
export function Account() {
  const { label } = useViewer()
  const session = useSession()
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  return (
    <>
      <span className={classes['who']} title={label}>
        {label}
      </span>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label="Sign out"
        title="Sign out"
        onClick={() => void session.signOut().then(setRefusal)}
      >
        <IconLogout size={18} />
      </ActionIcon>
      <Modal
        opened={refusal !== null}
        onClose={() => setRefusal(null)}
        title={<Text fw={600}>You are still signed in</Text>}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Text>{refusal?.message}</Text>
      </Modal>
    </>
  )
}
