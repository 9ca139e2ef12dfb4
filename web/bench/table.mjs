// The figures as they are printed, each beside what was promised of it.

/** The figure has to be `most` or less. */
export function atMost(figure, value, most, unit) {
  return { figure, value: show(value, unit), target: `≤ ${show(most, unit)}`, met: value <= most }
}

/** The figure has to be `least` or more. */
export function atLeast(figure, value, least, unit) {
  return {
    figure,
    value: show(value, unit),
    target: least === 100 ? '100' : `≥ ${show(least, unit)}`,
    met: value >= least,
  }
}

const number = new Intl.NumberFormat('en-IN', { maximumFractionDigits: 3 })

function show(value, unit) {
  return unit ? `${number.format(value)} ${unit}` : number.format(value)
}

export function printTable(rows) {
  const lines = [
    ['Figure', 'Measured', 'Target', ''],
    ...rows.map(({ figure, value, target, met }) => [
      figure,
      value,
      target,
      met ? 'met' : 'MISSED',
    ]),
  ]
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)))
  for (const [figure, value, target, verdict] of lines) {
    console.log(
      `${figure.padEnd(widths[0])}  ${value.padStart(widths[1])}  ${target.padStart(widths[2])}  ${verdict}`.trimEnd(),
    )
  }
}

export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}
