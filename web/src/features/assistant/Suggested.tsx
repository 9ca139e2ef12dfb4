import { IconSparkles } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { describeInsteadOf, describeOrigin, type Origin } from './origin'
import classes from './Suggested.module.css'

interface SuggestedProps {
  /** Null where the server does not say who wrote it. */
  origin: Origin | null
  /** What else there is to say of it. */
  children?: ReactNode
}

/** The mark of everything that a person is to look at before it is used: who wrote it, and why not somebody else. */
export function Suggested({ origin, children }: SuggestedProps) {
  const insteadOf = origin && describeInsteadOf(origin)
  return (
    <p className={classes['mark']}>
      <IconSparkles size={16} aria-hidden="true" className={classes['icon']} />
      <span>
        {describeOrigin(origin)}.{insteadOf && ` ${insteadOf}`}
        {children && <> {children}</>}
      </span>
    </p>
  )
}
