// Which column becomes which field: guessed from the headers, then as the
// person says. A column that means nothing to us is left out.
import { type Field, fields, fit, type Kind, type Shape } from './fields'

/**
 * What a column becomes: the name of a field, an attribute of the column's name
 * and of that shape, or nothing.
 */
export type Choice = string

export const SKIP: Choice = ''

/** Customers may have attributes of their own; these are their shapes. */
export const attributeChoices: readonly { value: Choice; label: string; shape: Shape }[] = [
  { value: 'attribute:text', label: 'Attribute: text', shape: 'text' },
  { value: 'attribute:number', label: 'Attribute: number', shape: 'number' },
  { value: 'attribute:flag', label: 'Attribute: yes or no', shape: 'flag' },
]

/** Where a cell goes. */
export interface Target {
  /** "amount", "attributes.tier" */
  path: string
  shape: Shape
  /** The key, where it is one of `attributes`. */
  attribute: string | null
}

const ATTRIBUTE = 'attributes.'

export function targetOf(kind: Kind, choice: Choice, header: string): Target | null {
  const field = fields[kind].find(({ name }) => name === choice)
  if (field) return { path: field.name, shape: field.shape, attribute: null }
  const attribute = attributeChoices.find(({ value }) => value === choice)
  if (!attribute || kind !== 'customers') return null
  const name = header.startsWith(ATTRIBUTE) ? header.slice(ATTRIBUTE.length) : header
  return { path: `${ATTRIBUTE}${name}`, shape: attribute.shape, attribute: name }
}

/** The likeliest choice for each column: every field takes the free column that fits it best. */
export function guessChoices(kind: Kind, header: readonly string[]): Choice[] {
  const choices = header.map((name): Choice =>
    kind === 'customers' && name.startsWith(ATTRIBUTE) && name.length > ATTRIBUTE.length
      ? 'attribute:text'
      : SKIP,
  )
  const fits = fields[kind].flatMap((field) =>
    header.flatMap((name, column) => {
      const rank = fit(field, name)
      return rank === null ? [] : [{ field, column, rank }]
    }),
  )
  for (const { field, column } of fits.toSorted((one, other) => order(one) - order(other))) {
    if (choices[column] === SKIP && !choices.includes(field.name)) choices[column] = field.name
  }
  return choices
}

/** By rank, then by place in the file. */
function order({ rank, column }: { rank: number; column: number }): number {
  return rank * 100_000 + column
}

/** Orders where the headers have all that an order needs, customers otherwise. */
export function guessKind(header: readonly string[]): Kind {
  return missingFields('orders', guessChoices('orders', header)).length === 0
    ? 'orders'
    : 'customers'
}

/** The fields without which no row can be loaded. */
export function missingFields(kind: Kind, choices: readonly Choice[]): Field[] {
  return fields[kind].filter(({ name, required }) => required && !choices.includes(name))
}

/** The columns, by place, that go where another one goes already. */
export function doubledColumns(
  kind: Kind,
  header: readonly string[],
  choices: readonly Choice[],
): number[] {
  const paths = header.map((name, at) => targetOf(kind, choices[at] ?? SKIP, name)?.path)
  return paths.flatMap((path, at) => (path !== undefined && paths.indexOf(path) < at ? [at] : []))
}
