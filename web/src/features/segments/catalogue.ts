// What rules can ask, as the server lists it, in the shape that the builder
// takes. Everything is one request, made once.
import type { FullField } from 'react-querybuilder'
import { createContext, useMemo } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../../gql'
import type { RuleFieldsQuery } from '../../gql/graphql'
import { operatorsOf } from './comparisons'
import { comparedKinds, IS, isComparedField } from './ruleCodec'
import { operatorLabel } from './wording'

const RuleFields = graphql(`
  query RuleFields {
    ruleFields {
      name
      label
      kind
      comparisons
      values
      attributes {
        name
        kinds
      }
    }
  }
`)

export type CatalogueField = RuleFieldsQuery['ruleFields'][number]

export interface Catalogue {
  /** The builder's: conditions on a customer. */
  fields: FullField[]
  /** Every one of the server's, by its name. */
  byName: ReadonlyMap<string, CatalogueField>
}

/** Around the builder, whose inputs offer the values that were seen. */
export const CatalogueContext = createContext<Catalogue | null>(null)

export function useCatalogue() {
  const [{ data, error }, execute] = useQuery({ query: RuleFields })
  const catalogue = useMemo(() => data && toCatalogue(data.ruleFields), [data])
  return { catalogue, error, retry: () => execute({ requestPolicy: 'network-only' }) }
}

export function toCatalogue(listed: readonly CatalogueField[]): Catalogue {
  const direct = listed.filter(({ name }) => !name.includes('.')).map(toField)
  const orders = listed.some(({ name }) => name.startsWith('orders.'))
  return {
    fields: [
      ...direct,
      ...(orders ? [field('orders', 'Order history')] : []),
      field('everyone', 'Everyone'),
    ],
    byName: new Map(listed.map((one) => [one.name, one])),
  }
}

function toField({ name, label, comparisons }: CatalogueField): FullField {
  if (!isComparedField(name)) return field(name, label)
  const kind = comparedKinds[name]
  const operators = operatorsOf(kind)
    .filter((operator) => comparisons.includes(operator === 'isPresent' ? 'isMissing' : operator))
    .map((operator) => option(operator, operatorLabel(kind, operator)))
  return { ...option(name, label), operators }
}

/** A field whose value says it all. */
function field(name: string, label: string): FullField {
  return { ...option(name, label), operators: [option(IS, 'is')] }
}

function option(name: string, label: string) {
  return { name, value: name, label }
}
