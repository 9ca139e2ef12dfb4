// A condition on an attribute: a name of the brand's own, and a comparison of
// whatever kind is expected there.
import type { AttributeComparison, RuleAttributeKind } from '../../gql/graphql'
import {
  type Comparison,
  isRecord,
  readComparison,
  writeComparison,
  type Written,
} from './comparisons'

/** Under which field an attribute's kind is asked; FLAG and presence take no comparison. */
export type AttributeKind = Exclude<RuleAttributeKind, 'OTHER'> | 'PRESENCE'

export interface AttributeValue extends Comparison {
  name: string
  kind: AttributeKind
}

export const attributeFields = {
  TEXT: 'text',
  NUMBER: 'number',
  DATE: 'date',
  FLAG: 'flag',
  PRESENCE: 'isMissing',
} as const satisfies Record<AttributeKind, Exclude<keyof AttributeComparison, 'name'>>

export const newAttributeValue: AttributeValue = {
  name: '',
  kind: 'TEXT',
  operator: 'eq',
  value: '',
}

export function isAttributeValue(value: unknown): value is AttributeValue {
  return isRecord(value) && typeof value['name'] === 'string' && typeof value['kind'] === 'string'
}

export function writeAttribute(value: unknown): Written {
  const { name, kind, ...comparison } = isAttributeValue(value) ? value : newAttributeValue
  if (name.trim() === '') return { problem: 'Name an attribute.' }
  const test = writeAttributeTest(kind, comparison)
  return 'problem' in test ? test : { written: { name, [attributeFields[kind]]: test.written } }
}

function writeAttributeTest(kind: AttributeKind, comparison: Comparison): Written {
  if (kind === 'FLAG') return { written: comparison.operator === 'isTrue' }
  if (kind === 'PRESENCE') return { written: comparison.operator === 'isMissing' }
  return writeComparison(kind, comparison)
}

/** Null where this is no condition on an attribute. */
export function readAttribute(written: unknown): AttributeValue | null {
  if (!isRecord(written)) return null
  const { name, ...tests } = written
  const given = Object.entries(tests).filter(([, test]) => test !== null && test !== undefined)
  const [[field, test] = [], second] = given
  if (typeof name !== 'string' || second) return null
  switch (field) {
    case 'flag':
      return readBoolean(test, { name, kind: 'FLAG' }, ['isTrue', 'isFalse'])
    case 'isMissing':
      return readBoolean(test, { name, kind: 'PRESENCE' }, ['isMissing', 'isPresent'])
    case 'text':
    case 'number':
    case 'date': {
      const kind = ({ text: 'TEXT', number: 'NUMBER', date: 'DATE' } as const)[field]
      const comparison = readComparison(kind, test)
      return comparison && { name, kind, ...comparison }
    }
    default:
      return null
  }
}

function readBoolean(
  test: unknown,
  attribute: Pick<AttributeValue, 'name' | 'kind'>,
  [yes, no]: [string, string],
): AttributeValue | null {
  return typeof test === 'boolean' ? { ...attribute, operator: test ? yes : no, value: null } : null
}
