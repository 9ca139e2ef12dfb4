import { readFileSync } from 'node:fs'
import {
  buildSchema,
  getVariableValues,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql'
import { expect, test } from 'vitest'
import { examples, findExample } from './examples'

const schemaFile = new URL('../../../../schema.graphql', import.meta.url)
const schema: GraphQLSchema = buildSchema(readFileSync(schemaFile, 'utf8'))
const all = examples.flatMap(({ operations }) => operations)

function operationOf(query: string): OperationDefinitionNode {
  const [operation] = parse(query).definitions
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('Not an operation')
  return operation
}

test.each(all)('$name fits the schema', ({ query }) => {
  expect(validate(schema, parse(query)).map(({ message }) => message)).toEqual([])
})

test.each(all)('the variables of $name fit the schema', ({ query, variables }) => {
  const given: unknown = variables === '' ? {} : JSON.parse(variables)
  const declared = operationOf(query).variableDefinitions ?? []
  const { errors } = getVariableValues(schema, declared, given as Record<string, unknown>)
  expect(errors?.map(({ message }) => message) ?? []).toEqual([])
  const names = declared.map(({ variable }) => variable.name.value)
  expect(names).toEqual(expect.arrayContaining(Object.keys(given as object)))
})

test('every root field has an example', () => {
  const shown = new Set(
    all.flatMap(({ query }) => {
      const { operation, selectionSet } = operationOf(query)
      const root = schema.getRootType(operation)?.name
      return selectionSet.selections.map((field) =>
        field.kind === Kind.FIELD ? `${root}.${field.name.value}` : '',
      )
    }),
  )
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const missing = roots
    .flatMap((root) =>
      Object.keys(root?.getFields() ?? {}).map((field) => `${root?.name}.${field}`),
    )
    .filter((field) => !shown.has(field))
  expect(missing).toEqual([])
})

test('names are unique so that a link finds its example', () => {
  for (const example of all) expect(findExample(example.name)).toBe(example)
})
