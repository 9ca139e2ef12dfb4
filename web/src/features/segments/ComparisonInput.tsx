// The input that fits a kind of value and an operator.
import { Autocomplete, NativeSelect, NumberInput, TagsInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useViewer } from '../../lib/viewer'
import {
  type Kind,
  type Range,
  reshape,
  shapeOf,
  type Span,
  spanUnits,
  type Value,
} from './comparisons'
import classes from './RuleBuilder.module.css'
import { unitLabels } from './wording'
import { fromWallClock, toWallClock } from './zonedTime'

const nothing: readonly string[] = []

interface ComparisonInputProps {
  kind: Kind
  operator: string
  value: unknown
  /** What it is the value of, for whoever cannot see where it stands. */
  label: string
  /** Values that were seen, offered while one types. */
  known?: readonly string[]
  onChange: (value: Value) => void
}

export function ComparisonInput({ operator, value, onChange, ...rest }: ComparisonInputProps) {
  const shape = shapeOf(operator)
  const shaped = reshape(value, shape)
  switch (shape) {
    case 'none':
      return null
    case 'span':
      return <SpanInput {...rest} value={shaped as Span} onChange={onChange} />
    case 'range':
      return <RangeInput {...rest} value={shaped as Range} onChange={onChange} />
    case 'list':
      return <ListInput {...rest} value={shaped as string[]} onChange={onChange} />
    case 'one':
      return <OneInput {...rest} value={shaped as string} onChange={onChange} />
  }
}

interface InputProps<T> {
  kind: Kind
  value: T
  label: string
  known?: readonly string[]
  onChange: (value: T) => void
}

function OneInput({ kind, value, label, known = nothing, onChange }: InputProps<string>) {
  switch (kind) {
    case 'MONEY':
      return <MoneyInput value={value} label={label} onChange={onChange} />
    case 'NUMBER':
    case 'COUNT':
      return (
        <NumberInput
          aria-label={label}
          className={classes['number']}
          allowDecimal={kind === 'NUMBER'}
          allowNegative={kind === 'NUMBER'}
          thousandSeparator=","
          thousandsGroupStyle="lakh"
          hideControls
          value={value}
          onChange={(typed) => onChange(String(typed))}
        />
      )
    case 'DATE':
      return <DateInput value={value} label={label} onChange={onChange} />
    case 'TEXT':
    case 'TAGS':
      return (
        <Autocomplete
          aria-label={label}
          className={classes['text']}
          data={[...known]}
          limit={20}
          value={value}
          onChange={onChange}
        />
      )
  }
}

function MoneyInput({ value, label, onChange }: Omit<InputProps<string>, 'kind'>) {
  const { currency } = useViewer()
  const format = new Intl.NumberFormat('en-IN', { style: 'currency', currency })
  const symbol = format.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? ''
  return (
    <NumberInput
      aria-label={label}
      className={classes['number']}
      prefix={symbol}
      allowNegative={false}
      decimalScale={format.resolvedOptions().maximumFractionDigits ?? 2}
      thousandSeparator=","
      thousandsGroupStyle="lakh"
      hideControls
      value={value}
      onChange={(typed) => onChange(String(typed))}
    />
  )
}

/** A year that is being typed is a short one at first; nobody means those. */
const FIRST_YEAR = '1900'

/**
 * In the workspace's zone, which the label names. What is typed stays as it is
 * until the field is left, and is the value as soon as it can be meant.
 */
function DateInput({ value, label, onChange }: Omit<InputProps<string>, 'kind'>) {
  const { timeZone } = useViewer()
  const [typed, setTyped] = useState<{ text: string; value: string } | null>(null)
  // Undone, for one, it is another value than the one that was typed over.
  const shown = typed?.value === value ? typed.text : toWallClock(value, timeZone)

  function type(text: string): void {
    const meant = text === '' || text >= FIRST_YEAR
    const next = meant ? fromWallClock(text, timeZone) : value
    setTyped({ text, value: next })
    if (next !== value) onChange(next)
  }

  function leave(): void {
    setTyped(null)
    const next = fromWallClock(shown, timeZone)
    if (typed?.value === value && next !== value) onChange(next)
  }

  return (
    <TextInput
      type="datetime-local"
      aria-label={`${label}, in ${timeZone}`}
      max="9999-12-31T23:59"
      value={shown}
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={leave}
    />
  )
}

function RangeInput({ value, label, onChange, ...rest }: InputProps<Range>) {
  return (
    <>
      <OneInput
        {...rest}
        label={`${label}, from`}
        value={value.from}
        onChange={(from) => onChange({ ...value, from })}
      />
      <span>{rest.kind === 'DATE' ? 'until before' : 'and'}</span>
      <OneInput
        {...rest}
        label={`${label}, to`}
        value={value.to}
        onChange={(to) => onChange({ ...value, to })}
      />
    </>
  )
}

function SpanInput({ value, label, onChange }: InputProps<Span>) {
  return (
    <>
      <NumberInput
        aria-label={`${label}, how long`}
        className={classes['short']}
        min={1}
        allowDecimal={false}
        allowNegative={false}
        hideControls
        value={value.amount}
        onChange={(typed) => onChange({ ...value, amount: String(typed) })}
      />
      <NativeSelect
        aria-label={`${label}, unit`}
        value={value.unit}
        data={spanUnits.map((unit) => ({ value: unit, label: unitLabels[unit] }))}
        onChange={(event) =>
          onChange({ ...value, unit: event.currentTarget.value as Span['unit'] })
        }
      />
    </>
  )
}

function ListInput({ value, label, known = nothing, onChange }: InputProps<string[]>) {
  return (
    <TagsInput
      aria-label={label}
      className={classes['list']}
      // A comma may be part of a value.
      splitChars={['\n', ';']}
      placeholder={value.length === 0 ? 'Type, then press Enter' : ''}
      data={[...known]}
      limit={20}
      value={value}
      onChange={onChange}
    />
  )
}
