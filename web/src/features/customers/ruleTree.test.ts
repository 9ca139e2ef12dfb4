import { expect, test } from 'vitest'
import { ruleTree, type RuleTree } from './ruleTree'

const node = (path: string) => ({ path, sentence: `at ${path}`, matches: true, actual: null })
const outline = ({ node: { path }, joint, children }: RuleTree): unknown =>
  children.length === 0 ? path : { [`${path}:${joint}`]: children.map(outline) }

test('paths become a tree', () => {
  const tree = ruleTree(['', 'any.0', 'any.0.all.0', 'any.0.all.1', 'any.1', 'any.1.not'].map(node))
  expect(tree && outline(tree)).toEqual({
    ':any': [{ 'any.0:all': ['any.0.all.0', 'any.0.all.1'] }, { 'any.1:not': ['any.1.not'] }],
  })
})

test('a rule of one condition is a tree of one node', () => {
  expect(ruleTree([node('')])).toEqual({ node: node(''), joint: null, children: [] })
  expect(ruleTree([])).toBeNull()
})
