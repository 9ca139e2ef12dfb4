import { NativeSelect, Text } from '@mantine/core'
import { useCallbackRef } from '@mantine/hooks'
import { memo, use } from 'react'
import type { ValueEditorProps } from 'react-querybuilder'
import { formatCode } from '../../lib/format'
import { AttributeEditor } from './AttributeEditor'
import { CatalogueContext } from './catalogue'
import { ComparisonInput } from './ComparisonInput'
import { NodeNote } from './NodeNote'
import { OrdersEditor } from './OrdersEditor'
import { placeOf } from './places'
import classes from './RuleBuilder.module.css'
import { choices, comparedKinds, isChoiceField, isComparedField } from './ruleCodec'
import { SegmentPicker } from './SegmentPicker'

/** What a condition compares with, and behind it how many meet the condition. */
export function ValueEditor(props: ValueEditorProps) {
  const wide = props.field === 'orders' || props.field === 'attribute'
  return (
    <>
      <div className={wide ? classes['wideValue'] : classes['value']}>
        <FieldValue
          field={props.field}
          operator={props.operator}
          value={props.value as unknown}
          place={`condition ${placeOf(props.path)}`}
          onChange={useCallbackRef(props.handleOnChange)}
        />
      </div>
      <NodeNote id={props.rule.id ?? ''} />
    </>
  )
}

interface FieldValueProps {
  field: string
  operator: string
  value: unknown
  place: string
  onChange: (value: unknown) => void
}

/** Drawn again only when this very condition changes. */
const FieldValue = memo(function FieldValue(props: FieldValueProps) {
  const { field, operator, value, place, onChange } = props
  const known = use(CatalogueContext)?.byName.get(field)
  if (isComparedField(field)) {
    return (
      <ComparisonInput
        kind={comparedKinds[field]}
        operator={operator}
        value={value}
        label={`Value of ${place}`}
        known={known?.values ?? []}
        onChange={onChange}
      />
    )
  }
  if (isChoiceField(field)) {
    return (
      <NativeSelect
        aria-label={`Value of ${place}`}
        value={String(value)}
        data={choices[field].map((choice) => ({ value: choice, label: formatCode(choice) }))}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  }
  switch (field) {
    case 'lookalike':
      // Which customers these are was found when the audience was made; there is nothing to edit.
      return <Text size="sm">{value ? `The stored audience ${String(value)}` : 'None chosen'}</Text>
    case 'segment':
      return (
        <SegmentPicker
          label={`Segment of ${place}`}
          value={typeof value === 'string' ? value : ''}
          onChange={onChange}
        />
      )
    case 'attribute':
      return <AttributeEditor place={place} value={value} onChange={onChange} />
    case 'orders':
      return <OrdersEditor place={place} value={value} onChange={onChange} />
    default:
      return null
  }
})
