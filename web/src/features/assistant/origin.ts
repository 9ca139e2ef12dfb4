// Who wrote a draft, in words. Everything that the assistant wrote says so.
import { graphql } from '../../gql'
import type { DraftOriginFieldsFragment } from '../../gql/graphql'

export const DraftOriginFields = graphql(`
  fragment DraftOriginFields on DraftOrigin {
    engine
    model
    insteadOf
  }
`)

export type Origin = Pick<DraftOriginFieldsFragment, 'engine'> & Partial<DraftOriginFieldsFragment>

/** What our own figures come from, where the server has no need to say so. */
export const builtIn: Origin = { engine: 'BUILT_IN' }

export function describeOrigin(origin: Origin | null): string {
  if (!origin) return 'Suggested by the assistant'
  const { engine, model } = origin
  if (engine === 'BUILT_IN') return 'Suggested by Xeno’s own rules'
  return model
    ? `Suggested by ${model}, a language model; check it`
    : 'Suggested by a language model; check it'
}

/** Why the model that was asked did not write it; null where none was. */
export function describeInsteadOf({ insteadOf }: Pick<Origin, 'insteadOf'>): string | null {
  if (!insteadOf) return null
  return `A language model was asked first: ${insteadOf}${/[.!?]$/.test(insteadOf) ? '' : '.'}`
}
