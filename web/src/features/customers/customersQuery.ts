import { graphql } from '../../gql'
import type { CustomerRowFieldsFragment, CustomerSort, CustomersQuery } from '../../gql/graphql'
import type { Page } from './pages'

export const PAGE_SIZE = 50

export const CustomersQueryDocument = graphql(`
  query Customers($first: Int!, $after: String, $search: String, $sort: CustomerSort) {
    customers(first: $first, after: $after, search: $search, sort: $sort) {
      nodes {
        ...CustomerRowFields
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`)

export const CustomerRowFields = graphql(`
  fragment CustomerRowFields on Customer {
    id
    externalId
    name
    city
    spend
    orderCount
    lastOrderAt
    tags
    consent
    rfm {
      tier
    }
    churnRisk
  }
`)

export type CustomerRowData = CustomerRowFieldsFragment

export function readCustomers(data: CustomersQuery): Page<CustomerRowData> {
  return data.customers
}

/** In the order in which they are offered; the first one is where nobody chose. */
export const sorts: readonly { value: CustomerSort; label: string }[] = [
  { value: 'NEWEST', label: 'Newest first' },
  { value: 'NAME', label: 'By name' },
  { value: 'SPEND', label: 'Highest spend first' },
  { value: 'LAST_ORDER', label: 'Latest order first' },
]

/** An address may be mistyped: what is no order is the usual one. */
export function sortOf(text: string | undefined): CustomerSort {
  return sorts.find(({ value }) => value === text)?.value ?? 'NEWEST'
}
