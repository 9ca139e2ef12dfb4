// Lines over equal steps, drawn on a canvas: a picture for the eye alone. What
// it shows has to stand beside it as a table. It is loaded on demand.
import { type CSSProperties, useEffect, useRef, useState } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import classes from './LineChart.module.css'

export interface Line {
  label: string
  /** A CSS colour; the page's own variables too. */
  color: string
  /** One a step. */
  values: readonly number[]
}

interface LineChartProps {
  steps: readonly string[]
  lines: readonly Line[]
  /** Names a step in the legend, where the pointer is. */
  name: (step: string) => string
  /** Names a step under the picture. */
  tick: (step: string) => string
  format: (value: number) => string
  /** Names a value at the edge. */
  formatTick: (value: number) => string
  /** Fills what lies under a line. */
  filled?: boolean
  /** Only whole values are at the edge. */
  whole?: boolean
}

/**
 * As wide and as high as what holds it. Its colours are those of the moment in
 * which it is first drawn: the colour scheme has to be its key.
 */
export default function LineChart(props: LineChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<UPlot>(null)
  const newest = useRef(props)
  const [pointedAt, pointAt] = useState<number | null>(null)
  useEffect(() => {
    newest.current = props
  })

  useEffect(() => {
    const element = place.current
    if (!element) return undefined
    const drawn = new UPlot(optionsOf(element, newest, pointAt), dataOf(newest.current), element)
    chart.current = drawn
    const watch = new ResizeObserver(() => drawn.setSize(sizeOf(element)))
    watch.observe(element)
    return () => {
      watch.disconnect()
      chart.current = null
      drawn.destroy()
    }
  }, [])

  const { steps, lines } = props
  useEffect(() => chart.current?.setData(dataOf({ steps, lines })), [steps, lines])

  return (
    <div className={classes['chart']}>
      <div className={classes['picture']} ref={place} />
      <Legend {...props} at={pointedAt} />
    </div>
  )
}

/** Which line is which, and what each is at the step that is pointed at. */
function Legend({ steps, lines, name, format, at }: LineChartProps & { at: number | null }) {
  const step = at === null ? undefined : steps[at]
  return (
    <div className={classes['legend']}>
      {step !== undefined && <span>{name(step)}</span>}
      {lines.map(({ label, color, values }) => {
        const value = at === null ? undefined : values[at]
        return (
          <span key={label}>
            <span className={classes['marker']} style={{ '--line': color } as CSSProperties} />
            {value === undefined ? label : `${label}: ${format(value)}`}
          </span>
        )
      })}
    </div>
  )
}

function dataOf({ steps, lines }: Pick<LineChartProps, 'steps' | 'lines'>): UPlot.AlignedData {
  return [steps.map((_, index) => index), ...lines.map(({ values }) => [...values])]
}

function sizeOf({ clientWidth, clientHeight }: HTMLElement): { width: number; height: number } {
  return { width: clientWidth, height: clientHeight }
}

const STEPS_APART = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]

const WHOLE_VALUES_APART = Array.from({ length: 12 }, (_, power) =>
  [1, 2, 5].map((digit) => digit * 10 ** power),
).flat()

function optionsOf(
  element: HTMLElement,
  newest: { current: LineChartProps },
  pointAt: (index: number | null) => void,
): UPlot.Options {
  const { lines, filled, whole } = newest.current
  const colorOf = resolver(element)
  const axis: UPlot.Axis = {
    stroke: colorOf('var(--mantine-color-dimmed)'),
    font: `11px ${getComputedStyle(element).fontFamily}`,
    ticks: { show: false },
  }
  return {
    ...sizeOf(element),
    scales: { x: { time: false }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.05 : 1] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 28,
        incrs: STEPS_APART,
        space: 72,
        values: (_, indices) =>
          indices.map((index) => {
            const step = newest.current.steps[index]
            return step === undefined ? '' : newest.current.tick(step)
          }),
      },
      {
        ...axis,
        grid: { stroke: colorOf('var(--mantine-color-default-border)'), width: 1 },
        size: 60,
        space: 36,
        ...(whole && { incrs: WHOLE_VALUES_APART }),
        values: (_, values) => values.map((value) => newest.current.formatTick(value)),
      },
    ],
    series: [
      {},
      ...lines.map(({ color }): UPlot.Series => {
        const stroke = colorOf(color)
        return {
          stroke,
          width: 1.5,
          fill: filled ? faded(stroke) : 'transparent',
          // A single step has no line.
          points: { show: ({ data }) => data[0].length === 1 },
        }
      }),
    ],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    hooks: { setCursor: [({ cursor }) => pointAt(cursor.idx ?? null)] },
  }
}

/** A canvas knows no variables of the page. */
function resolver(element: HTMLElement): (color: string) => string {
  return (color) => {
    const { style } = element
    style.color = color
    const resolved = getComputedStyle(element).color
    style.removeProperty('color')
    return resolved
  }
}

/** "rgb(59, 91, 219)" at a sixth of its strength. */
function faded(color: string): string {
  return color.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.16)')
}
