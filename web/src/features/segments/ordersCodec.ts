// A condition on the order history: figures over the orders that meet further
// conditions, a small form of its own within one condition of the rule.
import type { OrdersCondition, OrdersWhere } from '../../gql/graphql'
import {
  type Comparison,
  isList,
  isRecord,
  type Kind,
  readComparison,
  writeComparison,
  type Written,
} from './comparisons'

/** A figure of the orders, or a condition on each of them. */
export interface OrdersRow<Field extends string = string> extends Comparison {
  field: Field
}

export type Figure = Exclude<keyof OrdersCondition, 'where'>
export type OrderField = keyof OrdersWhere

/** Each figure and each field stands at most once, as the API takes it. */
export interface OrdersValue {
  figures: OrdersRow<Figure>[]
  where: OrdersRow<OrderField>[]
}

export const figureKinds: Record<Figure, Kind> = {
  count: 'COUNT',
  total: 'MONEY',
  average: 'MONEY',
  max: 'MONEY',
}

/** The status is a list of known words and no comparison. */
export const orderFieldKinds: Record<OrderField, Kind | 'STATUS'> = {
  status: 'STATUS',
  amount: 'MONEY',
  placedAt: 'DATE',
  channel: 'TEXT',
  sku: 'TEXT',
  category: 'TEXT',
}

export const newOrdersValue: OrdersValue = {
  figures: [{ field: 'count', operator: 'gte', value: '1' }],
  where: [],
}

export function isOrdersValue(value: unknown): value is OrdersValue {
  return isRecord(value) && Array.isArray(value['figures']) && Array.isArray(value['where'])
}

export function writeOrders(value: unknown): Written {
  const { figures, where } = isOrdersValue(value) ? value : newOrdersValue
  if (figures.length === 0) return { problem: 'Say what is asked of the orders.' }
  const conditions = writeRows(where, (row) => writeOrderField(row))
  if ('problem' in conditions) return conditions
  const asked = writeRows(figures, (row) => writeComparison(figureKinds[row.field], row))
  if ('problem' in asked) return asked
  return {
    written: { ...(where.length > 0 && { where: conditions.written }), ...asked.written },
  }
}

function writeOrderField(row: OrdersRow<OrderField>): Written {
  const kind = orderFieldKinds[row.field]
  if (kind !== 'STATUS') return writeComparison(kind, row)
  return isList(row.value) && row.value.length > 0
    ? { written: row.value }
    : { problem: 'Choose at least one status.' }
}

function writeRows<Row extends OrdersRow>(
  rows: readonly Row[],
  write: (row: Row) => Written,
): Written<Record<string, unknown>> {
  const written: Record<string, unknown> = {}
  for (const row of rows) {
    const one = write(row)
    if ('problem' in one) return one
    written[row.field] = one.written
  }
  return { written }
}

/** Null where this is no condition on orders. */
export function readOrders(written: unknown): OrdersValue | null {
  if (!isRecord(written)) return null
  const { where, ...asked } = written
  const conditions = readRows(where ?? {}, orderFieldKinds)
  const figures = readRows(asked, figureKinds)
  return figures && conditions && { figures, where: conditions }
}

function readRows<Field extends string>(
  written: unknown,
  kinds: Record<Field, Kind | 'STATUS'>,
): OrdersRow<Field>[] | null {
  if (!isRecord(written)) return null
  const rows: OrdersRow<Field>[] = []
  for (const [field, given] of Object.entries(written)) {
    if (given === null || given === undefined) continue
    if (!isKeyOf(kinds, field)) return null
    const row = readRow(kinds[field], given)
    if (!row) return null
    rows.push({ field, ...row })
  }
  return rows
}

function readRow(kind: Kind | 'STATUS', given: unknown): Comparison | null {
  if (kind !== 'STATUS') return readComparison(kind, given)
  return isList(given) ? { operator: 'in', value: given } : null
}

function isKeyOf<T extends object>(record: T, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(record, key)
}
