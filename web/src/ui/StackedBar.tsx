import type { CSSProperties } from 'react'
import classes from './StackedBar.module.css'

export interface Part {
  label: string
  count: number
  /** A CSS colour. */
  color: string
}

interface StackedBarProps {
  /** The same in words, for those who do not see the bar. */
  label: string
  /** What the full width stands for. */
  total: number
  parts: readonly Part[]
  /** In rem. */
  height?: number
}

/** Parts of a whole side by side; what they leave free is the rest. */
export function StackedBar({ label, total, parts, height = 0.5 }: StackedBarProps) {
  const bar = { '--bar-height': `${height}rem` } as CSSProperties
  return (
    <div className={classes['bar']} role="img" aria-label={label} style={bar}>
      {parts
        .filter(({ count }) => count > 0)
        .map((part) => {
          const share = { '--part-color': part.color, width: `${(100 * part.count) / total}%` }
          return (
            <div
              key={part.label}
              className={classes['part']}
              title={part.label}
              style={share as CSSProperties}
            />
          )
        })}
    </div>
  )
}
