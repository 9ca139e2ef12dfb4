import { Button, Skeleton } from '@mantine/core'
import { IconClock } from '@tabler/icons-react'
import { lazy, Suspense, useId, useState } from 'react'
import type { People } from '../people'
import classes from './SendTimeHint.module.css'

// Whoever never asks for it never loads it.
const SendTime = lazy(async () => ({ default: (await import('./SendTime')).SendTime }))

/** The way to a time that is suggested for an audience. */
export function SendTimeHint({ audience }: { audience: People }) {
  const id = useId()
  const [open, setOpen] = useState(false)
  return (
    <div>
      <Button
        variant="light"
        size="compact-sm"
        leftSection={<IconClock size={16} aria-hidden="true" />}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        When to send
      </Button>
      {open && (
        <div id={id} className={classes['hint']}>
          <Suspense fallback={<Skeleton height={340} />}>
            {/* The key: what is suggested for some is not shown for others. */}
            <SendTime key={JSON.stringify(audience)} audience={audience} />
          </Suspense>
        </div>
      )}
    </div>
  )
}
