// What pages do with a tree as a whole.
import { type Condition, fromInput, isGroup, newNodeId, type RuleTree } from './ruleCodec'

/** A rule that begins: one condition, waiting for its amount. */
export function newTree(): RuleTree {
  const condition: Condition = { id: newNodeId(), field: 'spend', operator: 'gt', value: '' }
  return { id: newNodeId(), combinator: 'and', rules: [condition] }
}

/** How many nodes are muted, those inside of muted groups not counted. */
export function countMuted(tree: RuleTree): number {
  return tree.rules.reduce(
    (sum, node) => sum + (node.muted ? 1 : isGroup(node) ? countMuted(node) : 0),
    0,
  )
}

export function withoutMuted(tree: RuleTree): RuleTree {
  return {
    ...tree,
    rules: tree.rules
      .filter(({ muted }) => !muted)
      .map((node) => (isGroup(node) ? withoutMuted(node) : node)),
  }
}

/** The same text for trees that a person would call the same. */
export function fingerprint(tree: RuleTree): string {
  return JSON.stringify(tree, (key, value: unknown) => {
    if (ignored.has(key)) return undefined
    return typeof value === 'string' ? value.replace(noThousandths, '$1Z') : value
  })
}

/** Of an instant; the server writes none. */
const noThousandths = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.0+Z$/

/** Whether two rules, as the API gives them, ask the same. */
export function isSameRule(one: unknown, other: unknown): boolean {
  const [a, b] = [fromInput(one), fromInput(other)]
  return a !== null && b !== null && fingerprint(a) === fingerprint(b)
}

/** Ids are new each time a rule is read; the other two the builder adds and we never use. */
const ignored = new Set(['id', 'path', 'valueSource'])
