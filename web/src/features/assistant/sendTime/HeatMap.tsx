// A week by the hour, as a grid whose cells hold a dot each: its size says how
// many orders, its colour says it again, and a ring marks the hour that is
// suggested. Deliveries are told in words alone: a campaign brings more of them
// in an hour than there are orders in a week.
// The arrow keys walk through it, and each cell says its figures.
import { Text, VisuallyHidden } from '@mantine/core'
import { type CSSProperties, type KeyboardEvent, useRef, useState } from 'react'
import { formatCount } from '../../../lib/format'
import classes from './HeatMap.module.css'
import { clock, dayName, type Hour, step, weekOf } from './week'

interface HeatMapProps {
  histogram: readonly Hour[]
  best: { weekday: number; hour: number } | null
}

export function HeatMap({ histogram, best }: HeatMapProps) {
  const week = weekOf(histogram)
  const most = Math.max(1, ...week.flat().map(({ orders }) => orders))
  const [at, setAt] = useState<readonly [number, number]>(() =>
    best ? [best.weekday - 1, best.hour] : [0, 0],
  )
  const grid = useRef<HTMLDivElement>(null)
  const looked = week[at[0]]?.[at[1]]

  function onKeyDown(event: KeyboardEvent): void {
    const next = step(at, event.key)
    if (!next) return
    event.preventDefault()
    setAt(next)
    grid.current?.querySelector<HTMLElement>(`[data-at="${next.join(' ')}"]`)?.focus()
  }

  return (
    <figure className={classes['figure']}>
      <div
        ref={grid}
        role="grid"
        tabIndex={-1}
        aria-label="Orders by day and hour"
        className={classes['week']}
        onKeyDown={onKeyDown}
      >
        <div role="row" className={classes['hours']}>
          <span role="columnheader">
            <VisuallyHidden>Day</VisuallyHidden>
          </span>
          {Array.from({ length: 24 }, (_, hour) => (
            <span key={hour} role="columnheader" aria-label={clock(hour)}>
              {/* Every sixth is enough for the eye. */}
              {hour % 6 === 0 ? hour : ''}
            </span>
          ))}
        </div>
        {week.map((hours, day) => (
          <div key={dayName(day + 1)} role="row" className={classes['hours']}>
            <span role="rowheader" aria-label={dayName(day + 1)}>
              {dayName(day + 1).slice(0, 3)}
            </span>
            {hours.map((hour) => (
              <HourCell
                key={hour.hour}
                hour={hour}
                share={hour.orders / most}
                isBest={best?.weekday === hour.weekday && best.hour === hour.hour}
                isAt={at[0] === day && at[1] === hour.hour}
                onFocus={() => setAt([day, hour.hour])}
              />
            ))}
          </div>
        ))}
      </div>
      <figcaption>
        <Text size="xs" c="dimmed">
          The larger the dot, the more orders; the ring is the suggested hour. Arrow keys walk
          through the week.
        </Text>
        {looked && (
          <Text size="sm" aria-hidden="true" className={classes['looked']}>
            {describeHour(looked, false)}
          </Text>
        )}
      </figcaption>
    </figure>
  )
}

interface HourCellProps {
  hour: Hour
  /** Of the most that any hour has. */
  share: number
  isBest: boolean
  /** Whether the Tab key leads to it. */
  isAt: boolean
  onFocus: () => void
}

function HourCell({ hour, share, isBest, isAt, onFocus }: HourCellProps) {
  const described = describeHour(hour, isBest)
  return (
    <div
      role="gridcell"
      className={classes['cell']}
      data-at={`${hour.weekday - 1} ${hour.hour}`}
      data-best={isBest || undefined}
      tabIndex={isAt ? 0 : -1}
      aria-label={described}
      title={described}
      onFocus={onFocus}
    >
      <span className={classes['dot']} style={sizeOf(share)} />
    </div>
  )
}

/** The area of a dot is its share of the largest, so that twice as much looks twice as much. */
function sizeOf(share: number): CSSProperties {
  return { '--size': Math.sqrt(share), '--share': `${Math.round(100 * share)}%` } as CSSProperties
}

function describeHour({ weekday, hour, orders, delivered }: Hour, isBest: boolean): string {
  const counted = [
    orders === 1 ? '1 order' : `${formatCount(orders)} orders`,
    delivered === 1 ? '1 message delivered' : `${formatCount(delivered)} messages delivered`,
  ].join(', ')
  return `${dayName(weekday)} ${clock(hour)}: ${counted}${isBest ? ', the suggested hour' : ''}`
}
