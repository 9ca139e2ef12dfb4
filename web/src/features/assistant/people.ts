import type { RuleInput } from '../../gql/graphql'

/** Whom a suggestion is about, as the API takes it: those of a saved segment, or of a rule. */
export type People = { segmentId: string } | { rule: RuleInput }
