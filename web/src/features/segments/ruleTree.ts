// What pages do with a tree as a whole.
import { type Condition, isGroup, newNodeId, type RuleTree } from './ruleCodec'

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
  return JSON.stringify(tree, (key, value: unknown) => (ignored.has(key) ? undefined : value))
}

/** Ids are new each time a rule is read; the other two the builder adds and we never use. */
const ignored = new Set(['id', 'path', 'valueSource'])
