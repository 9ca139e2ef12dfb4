import type { ReactNode } from 'react'
import type { Origin } from './origin'
import { Suggested } from './Suggested'
import classes from './Suggestion.module.css'

interface SuggestionProps {
  origin: Origin
  /** For those who do not see the frame. */
  label: string
  children: ReactNode
}

/** A draft in its frame, and below it who wrote it. */
export function Suggestion({ origin, label, children }: SuggestionProps) {
  return (
    <div role="group" aria-label={label} className={classes['suggestion']}>
      {children}
      <Suggested origin={origin} />
    </div>
  )
}
