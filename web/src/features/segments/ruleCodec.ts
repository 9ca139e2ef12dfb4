// The only bridge between the builder's tree and the API's rules. Whatever rule
// the API has can be shown and comes back as it was; whatever the builder shows
// is either a rule, or says at which node something is missing. Nothing that is
// unfinished is ever left out in silence: a rule must not widen by mistake.
import type { RuleGroupType, RuleType } from 'react-querybuilder'
import type { ChurnRisk, Consent, CustomerTier, RuleInput } from '../../gql/graphql'
import { newIdempotencyKey } from '../../lib/idempotency'
import { readAttribute, writeAttribute } from './attributeCodec'
import {
  isRecord,
  type Kind,
  onlyEntry,
  readComparison,
  type Value,
  writeComparison,
  type Written,
} from './comparisons'
import { readOrders, writeOrders } from './ordersCodec'

/** A condition; its value is in the shape that the codec of its field knows. */
export interface Condition extends RuleType {
  id: string
}

/**
 * A group of the builder. `implied` groups are not written as long as they have
 * a single child: they stand where the builder needs a group and the API does
 * not, at the root and under a negated condition.
 */
export interface RuleTree extends RuleGroupType<Condition> {
  id: string
  rules: (RuleTree | Condition)[]
  implied?: boolean
}

export type RuleKey = keyof RuleInput

/** The fields that are one comparison. */
export type ComparedField = Exclude<
  RuleKey,
  | 'all'
  | 'any'
  | 'not'
  | 'everyone'
  | 'segment'
  | 'lookalike'
  | 'attribute'
  | 'orders'
  | ChoiceField
>

/** The fields that are one of a few fixed words. */
export type ChoiceField = 'consent' | 'tier' | 'churnRisk'

export const comparedKinds: Record<ComparedField, Kind> = {
  spend: 'MONEY',
  averageOrderValue: 'MONEY',
  orderCount: 'COUNT',
  visits: 'COUNT',
  firstOrderAt: 'DATE',
  lastOrderAt: 'DATE',
  createdAt: 'DATE',
  name: 'TEXT',
  email: 'TEXT',
  phone: 'TEXT',
  city: 'TEXT',
  country: 'TEXT',
  tag: 'TAGS',
}

const consents: readonly Consent[] = ['GRANTED', 'UNKNOWN', 'WITHDRAWN']
const tiers: readonly CustomerTier[] = [
  'CHAMPION',
  'LOYAL',
  'PROMISING',
  'NEW',
  'NEEDS_ATTENTION',
  'AT_RISK',
  'HIBERNATING',
  'PROSPECT',
]
const churnRisks: readonly ChurnRisk[] = ['LOW', 'MEDIUM', 'HIGH']

export const choices: Record<ChoiceField, readonly string[]> = {
  consent: consents,
  tier: tiers,
  churnRisk: churnRisks,
}

export function isChoiceField(field: string): field is ChoiceField {
  return Object.hasOwn(choices, field)
}

/** The operator of fields whose value says it all. */
export const IS = 'is'

export function isComparedField(field: string): field is ComparedField {
  return Object.hasOwn(comparedKinds, field)
}

export function isGroup(node: RuleTree | Condition): node is RuleTree {
  return 'rules' in node
}

/** What a tree says, and where. */
export interface WrittenRule {
  /** Null as long as anything is missing. */
  rule: RuleInput | null
  /** What is missing, by the id of the node. */
  problems: ReadonlyMap<string, string>
  /** Each node's path in the rule, by its id. What is muted has none. */
  places: ReadonlyMap<string, string>
}

/** Writes the tree without what is muted. */
export function write(tree: RuleTree): WrittenRule {
  const problems = new Map<string, string>()
  const places = new Map<string, string>()
  const rule = writeNode(tree, '')
  return { rule: problems.size === 0 ? rule : null, problems, places }

  function writeNode(node: RuleTree | Condition, path: string): RuleInput | null {
    if (isGroup(node)) return writeGroup(node, path)
    places.set(node.id, path)
    const condition = writeCondition(node)
    if ('written' in condition) return condition.written
    problems.set(node.id, condition.problem)
    return null
  }

  function writeGroup(group: RuleTree, path: string): RuleInput | null {
    const heard = group.rules.filter(({ muted }) => !muted)
    const [first, second] = heard
    places.set(group.id, path)
    const inner = group.not ? below(path, 'not') : path
    if (!first) {
      const empty = group.rules.length === 0
      problems.set(
        group.id,
        empty ? 'Add a condition, or remove this group.' : 'Everything in this group is muted.',
      )
      return null
    }
    const key = group.combinator === 'or' ? 'any' : 'all'
    const child =
      group.implied && !second
        ? writeNode(first, inner)
        : heard
            .map((node, at) => writeNode(node, below(inner, `${key}.${at}`)))
            .reduce<RuleInput | null>(joined(key), { [key]: [] } as unknown as RuleInput)
    return child && group.not ? ({ not: child } as RuleInput) : child
  }
}

/** Appends to a group; null once anything is missing. */
function joined(key: 'all' | 'any') {
  return (group: RuleInput | null, child: RuleInput | null): RuleInput | null =>
    group && child && ({ [key]: [...(group[key] ?? []), child] } as unknown as RuleInput)
}

function below(path: string, step: string): string {
  return path === '' ? step : `${path}.${step}`
}

function writeCondition({ field, operator, value }: Condition): Written<RuleInput> {
  const test = writeTest(field, operator, value)
  return 'problem' in test ? test : { written: { [field]: test.written } as unknown as RuleInput }
}

function writeTest(field: string, operator: string, value: unknown): Written {
  if (isComparedField(field)) {
    return writeComparison(comparedKinds[field], { operator, value: value as Value })
  }
  if (isChoiceField(field)) {
    return choices[field].some((known) => known === value)
      ? { written: value }
      : { problem: 'Choose one.' }
  }
  switch (field) {
    case 'everyone':
      return { written: true }
    case 'segment':
      return typeof value === 'string' && value !== ''
        ? { written: value }
        : { problem: 'Choose a segment.' }
    case 'lookalike':
      return typeof value === 'string' && value !== ''
        ? { written: value }
        : { problem: 'Choose the segment of a lookalike audience instead.' }
    case 'attribute':
      return writeAttribute(value)
    case 'orders':
      return writeOrders(value)
    default:
      return { problem: 'Choose what to ask.' }
  }
}

/** The rule of a tree in which nothing is missing; null otherwise. */
export function toInput(tree: RuleTree): RuleInput | null {
  return write(tree).rule
}

/**
 * The tree of a rule, as the API gives it or as it stands in an address. Null
 * where it is no rule that could be written again.
 */
export function fromInput(input: unknown): RuleTree | null {
  const node = readNode(input)
  return node && (isGroup(node) ? node : implied(node))
}

function implied(child: RuleTree | Condition): RuleTree {
  return { id: newNodeId(), combinator: 'and', implied: true, rules: [child] }
}

export const newNodeId = newIdempotencyKey

function readNode(input: unknown): RuleTree | Condition | null {
  const [key, given] = onlyEntry(input) ?? ['', null]
  switch (key) {
    case 'all':
      return readGroup('and', given)
    case 'any':
      return readGroup('or', given)
    case 'not': {
      const child = readNode(given)
      if (!child) return null
      const group = isGroup(child) && !child.not ? child : implied(child)
      return { ...group, not: true }
    }
    default: {
      const test = readTest(key, given)
      return test && { id: newNodeId(), field: key, ...test }
    }
  }
}

function readGroup(combinator: 'and' | 'or', given: unknown): RuleTree | null {
  if (!Array.isArray(given)) return null
  const rules = given.map(readNode)
  return rules.every((node) => node !== null) ? { id: newNodeId(), combinator, rules } : null
}

function readTest(field: string, given: unknown): { operator: string; value: unknown } | null {
  if (isComparedField(field)) return readComparison(comparedKinds[field], given)
  const value = readValue(field, given)
  return value === null ? null : { operator: IS, value }
}

function readValue(field: string, given: unknown): unknown {
  if (isChoiceField(field)) return choices[field].some((known) => known === given) ? given : null
  switch (field) {
    case 'everyone':
      return given === true ? '' : null
    case 'segment':
    case 'lookalike':
      return typeof given === 'string' ? given : null
    case 'attribute':
      return readAttribute(given)
    case 'orders':
      return readOrders(given)
    default:
      return null
  }
}

/** A rule in an address; null where there is none that can be shown. */
export function fromText(text: string | undefined): RuleTree | null {
  if (!text) return null
  try {
    const parsed: unknown = JSON.parse(text)
    return isRecord(parsed) ? fromInput(parsed) : null
  } catch {
    return null
  }
}
