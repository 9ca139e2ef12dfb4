import { NativeSelect } from '@mantine/core'
import { use } from 'react'
import type { ValueEditorProps } from 'react-querybuilder'
import { formatCode } from '../../lib/format'
import { AttributeEditor } from './AttributeEditor'
import { CatalogueContext } from './catalogue'
import { ComparisonInput } from './ComparisonInput'
import { NodeNote } from './NodeNote'
import { OrdersEditor } from './OrdersEditor'
import { placeOf } from './places'
import classes from './RuleBuilder.module.css'
import { comparedKinds, consents, isComparedField } from './ruleCodec'
import { SegmentPicker } from './SegmentPicker'

/** What a condition compares with, and behind it how many meet the condition. */
export function ValueEditor(props: ValueEditorProps) {
  const wide = props.field === 'orders'
  return (
    <>
      <div className={wide ? classes['wideValue'] : classes['value']}>
        <FieldValue {...props} />
      </div>
      <NodeNote id={props.rule.id ?? ''} />
    </>
  )
}

function FieldValue({ field, operator, value, path, handleOnChange }: ValueEditorProps) {
  const known = use(CatalogueContext)?.byName.get(field)
  const place = `condition ${placeOf(path)}`
  if (isComparedField(field)) {
    return (
      <ComparisonInput
        kind={comparedKinds[field]}
        operator={operator}
        value={value}
        label={`Value of ${place}`}
        known={known?.values ?? []}
        onChange={handleOnChange}
      />
    )
  }
  switch (field) {
    case 'consent':
      return (
        <NativeSelect
          aria-label={`Value of ${place}`}
          value={String(value)}
          data={consents.map((consent) => ({ value: consent, label: formatCode(consent) }))}
          onChange={(event) => handleOnChange(event.currentTarget.value)}
        />
      )
    case 'segment':
      return (
        <SegmentPicker
          label={`Segment of ${place}`}
          value={typeof value === 'string' ? value : ''}
          onChange={handleOnChange}
        />
      )
    case 'attribute':
      return <AttributeEditor place={place} value={value} onChange={handleOnChange} />
    case 'orders':
      return <OrdersEditor place={place} value={value} onChange={handleOnChange} />
    default:
      return null
  }
}
