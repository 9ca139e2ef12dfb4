import { Autocomplete, NativeSelect } from '@mantine/core'
import { use } from 'react'
import type { RuleAttributeKind } from '../../gql/graphql'
import {
  attributeFields,
  type AttributeKind,
  type AttributeValue,
  isAttributeValue,
  newAttributeValue,
} from './attributeCodec'
import { CatalogueContext } from './catalogue'
import { ComparisonInput } from './ComparisonInput'
import { operatorsOf } from './comparisons'
import classes from './RuleBuilder.module.css'
import { attributeKindLabels, operatorLabel } from './wording'

const kinds = Object.keys(attributeFields) as AttributeKind[]

interface AttributeEditorProps {
  value: unknown
  /** "condition 1.2" */
  place: string
  onChange: (value: AttributeValue) => void
}

/** A name of the brand's own, how to read what stands there, and the comparison. */
export function AttributeEditor({ value, place, onChange }: AttributeEditorProps) {
  const attribute = isAttributeValue(value) ? value : newAttributeValue
  const seen = use(CatalogueContext)?.byName.get('attribute')?.attributes ?? []

  function rename(name: string): void {
    const kind = seen.find((one) => one.name === name)?.kinds.find(isAsked)
    onChange(
      kind && kind !== attribute.kind
        ? ofKind({ ...attribute, name }, kind)
        : { ...attribute, name },
    )
  }

  return (
    <>
      <Autocomplete
        aria-label={`Attribute of ${place}`}
        className={classes['text']}
        placeholder="Name"
        data={seen.map(({ name }) => name)}
        limit={20}
        value={attribute.name}
        onChange={rename}
      />
      <NativeSelect
        aria-label={`Kind of attribute of ${place}`}
        value={attribute.kind}
        data={kinds.map((kind) => ({ value: kind, label: attributeKindLabels[kind] }))}
        onChange={(event) =>
          onChange(ofKind(attribute, event.currentTarget.value as AttributeKind))
        }
      />
      <NativeSelect
        aria-label={`Comparison of ${place}`}
        value={attribute.operator}
        data={operatorsOfAttribute(attribute.kind)}
        onChange={(event) => onChange({ ...attribute, operator: event.currentTarget.value })}
      />
      {attribute.kind !== 'FLAG' && attribute.kind !== 'PRESENCE' && (
        <ComparisonInput
          kind={attribute.kind}
          operator={attribute.operator}
          value={attribute.value}
          label={`Value of ${place}`}
          onChange={(next) => onChange({ ...attribute, value: next })}
        />
      )}
    </>
  )
}

/** Lists and objects no rule can ask. */
function isAsked(kind: RuleAttributeKind): kind is Exclude<RuleAttributeKind, 'OTHER'> {
  return kind !== 'OTHER'
}

function ofKind(attribute: AttributeValue, kind: AttributeKind): AttributeValue {
  const [first] = operatorsOfAttribute(kind)
  return { ...attribute, kind, operator: first?.value ?? '', value: '' }
}

function operatorsOfAttribute(kind: AttributeKind): { value: string; label: string }[] {
  switch (kind) {
    case 'FLAG':
      return [
        { value: 'isTrue', label: 'is yes' },
        { value: 'isFalse', label: 'is no' },
      ]
    case 'PRESENCE':
      return [
        { value: 'isPresent', label: 'is known' },
        { value: 'isMissing', label: 'is missing' },
      ]
    default:
      return operatorsOf(kind).map((operator) => ({
        value: operator,
        label: operatorLabel(kind, operator),
      }))
  }
}
