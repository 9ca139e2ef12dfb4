// The nodes of an explained rule come as a list with paths ("any.0.all.1"),
// parents before children; on screen they are a tree.
import type { MembershipQuery } from '../../gql/graphql'

export type ExplainedNode = MembershipQuery['explainMembership']['nodes'][number]

export interface RuleTree {
  node: ExplainedNode
  /** How the children make up their parent; null where there are none. */
  joint: 'all' | 'any' | 'not' | null
  children: RuleTree[]
}

/** The root; null of an empty list. */
export function ruleTree(nodes: readonly ExplainedNode[]): RuleTree | null {
  const [root, ...rest] = nodes.map((node): RuleTree => ({ node, joint: null, children: [] }))
  if (!root) return null
  const byPath = new Map([[root.node.path, root]])
  for (const tree of rest) {
    const { parent, joint } = above(tree.node.path, byPath) ?? { parent: root, joint: null }
    parent.joint ??= joint
    parent.children.push(tree)
    byPath.set(tree.node.path, tree)
  }
  return root
}

/** The nearest node above, and the step down from it. */
function above(
  path: string,
  byPath: ReadonlyMap<string, RuleTree>,
): { parent: RuleTree; joint: RuleTree['joint'] } | null {
  const steps = path.split('.')
  for (let length = steps.length - 1; length >= 0; length -= 1) {
    const parent = byPath.get(steps.slice(0, length).join('.'))
    if (parent) return { parent, joint: jointOf(steps[length]) }
  }
  return null
}

function jointOf(step: string | undefined): RuleTree['joint'] {
  return step === 'all' || step === 'any' || step === 'not' ? step : null
}
