// The order history's own small builder: what is asked of the orders, and of
// which. Both are lists in which every row holds; the API has no other.
import { ActionIcon, Button, NativeSelect } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { use } from 'react'
import { CatalogueContext } from './catalogue'
import { ComparisonInput } from './ComparisonInput'
import { isList, type Kind, operatorsOf, type Value } from './comparisons'
import { focusBeside } from './focus'
import {
  figureKinds,
  isOrdersValue,
  newOrdersValue,
  orderFieldKinds,
  type OrdersRow,
  type OrdersValue,
} from './ordersCodec'
import classes from './RuleBuilder.module.css'
import { StatusInput } from './StatusInput'
import { figureLabels, operatorLabel, orderFieldLabels } from './wording'

interface OrdersEditorProps {
  value: unknown
  /** "condition 1.2" */
  place: string
  onChange: (value: OrdersValue) => void
}

export function OrdersEditor({ value, place, onChange }: OrdersEditorProps) {
  const { figures, where } = isOrdersValue(value) ? value : newOrdersValue
  return (
    <div className={classes['orders']}>
      <Rows
        rows={figures}
        kinds={figureKinds}
        labels={figureLabels}
        prefix="orders."
        place={`figure of ${place}`}
        lead="has"
        add="Add a figure"
        least={1}
        onChange={(next) => onChange({ figures: next, where })}
      />
      <Rows
        rows={where}
        kinds={orderFieldKinds}
        labels={orderFieldLabels}
        prefix="orders.where."
        place={`order filter of ${place}`}
        lead="of orders whose"
        add={where.length === 0 ? 'Only certain orders' : 'Add a filter'}
        least={0}
        onChange={(next) => onChange({ figures, where: next })}
      />
    </div>
  )
}

interface RowsProps<Field extends string> {
  rows: OrdersRow<Field>[]
  kinds: Record<Field, Kind | 'STATUS'>
  labels: Record<Field, string>
  /** Of the fields' names in the catalogue. */
  prefix: string
  place: string
  /** Before the first row; the others begin with "and". */
  lead: string
  add: string
  least: number
  onChange: (rows: OrdersRow<Field>[]) => void
}

function Rows<Field extends string>(props: RowsProps<Field>) {
  const { rows, kinds, labels, place, add, least, onChange } = props
  const fields = Object.keys(kinds) as Field[]
  const unused = fields.filter((field) => rows.every((row) => row.field !== field))
  const [next] = unused
  const replace = (at: number, row: OrdersRow<Field>) => onChange(rows.with(at, row))
  return (
    <>
      {rows.map((row, at) => (
        <div key={row.field} className={classes['ordersRow']}>
          <span className={classes['lead']}>{at === 0 ? props.lead : 'and'}</span>
          <NativeSelect
            aria-label={`Field of ${place}, row ${at + 1}`}
            value={row.field}
            data={fields
              .filter((field) => field === row.field || unused.includes(field))
              .map((field) => ({ value: field, label: labels[field] }))}
            onChange={(event) => replace(at, newRow(event.currentTarget.value as Field, kinds))}
          />
          <RowTest
            row={row}
            kind={kinds[row.field]}
            name={`${props.prefix}${row.field}`}
            label={`${place}, row ${at + 1}`}
            onChange={(changed) => replace(at, changed)}
          />
          {rows.length > least && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size={28}
              aria-label={`Remove row ${at + 1} of ${place}`}
              title="Remove"
              onClick={(event) => {
                focusBeside(event.currentTarget.parentElement, 'button, select')
                onChange(rows.toSpliced(at, 1))
              }}
            >
              <IconX size={16} />
            </ActionIcon>
          )}
        </div>
      ))}
      {next && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          aria-label={`${add}, ${place}`}
          onClick={() => onChange([...rows, newRow(next, kinds)])}
        >
          {add}
        </Button>
      )}
    </>
  )
}

function newRow<Field extends string>(
  field: Field,
  kinds: Record<Field, Kind | 'STATUS'>,
): OrdersRow<Field> {
  const kind = kinds[field]
  if (kind === 'STATUS') return { field, operator: 'in', value: ['COMPLETED'] }
  const [operator = ''] = operatorsOf(kind)
  return { field, operator, value: '' }
}

interface RowTestProps<Field extends string> {
  row: OrdersRow<Field>
  kind: Kind | 'STATUS'
  name: string
  label: string
  onChange: (row: OrdersRow<Field>) => void
}

function RowTest<Field extends string>({ row, kind, name, label, onChange }: RowTestProps<Field>) {
  const known = use(CatalogueContext)?.byName.get(name)
  const setValue = (value: Value) => onChange({ ...row, value })
  if (kind === 'STATUS') {
    return (
      <StatusInput
        label={`Value of ${label}`}
        known={known?.values ?? []}
        value={isList(row.value) ? row.value : []}
        onChange={setValue}
      />
    )
  }
  return (
    <>
      <NativeSelect
        aria-label={`Comparison of ${label}`}
        value={row.operator}
        data={operatorsOf(kind).map((operator) => ({
          value: operator,
          label: operatorLabel(kind, operator),
        }))}
        onChange={(event) => onChange({ ...row, operator: event.currentTarget.value })}
      />
      <ComparisonInput
        kind={kind}
        operator={row.operator}
        value={row.value}
        label={`Value of ${label}`}
        known={known?.values ?? []}
        onChange={setValue}
      />
    </>
  )
}
