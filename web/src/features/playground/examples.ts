// Ready operations for every part of the API, in the order of a first walk
// through it. A test holds each against schema.graphql, variables included.
import { assistant } from './examples/assistant'
import { audience } from './examples/audience'
import { sending, watching } from './examples/campaigns'
import { deadLetters, loading, start } from './examples/data'
import type { Example, ExampleArea } from './examples/example'
import { workspace } from './examples/workspace'

export type { Example, ExampleArea } from './examples/example'

export const examples: readonly ExampleArea[] = [
  start,
  loading,
  deadLetters,
  audience,
  sending,
  watching,
  assistant,
  workspace,
]

export function findExample(name: string): Example | undefined {
  return examples.flatMap(({ operations }) => operations).find((one) => one.name === name)
}
