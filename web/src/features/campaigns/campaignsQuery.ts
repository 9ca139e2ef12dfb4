import { graphql } from '../../gql'
import type { CampaignStatus } from '../../gql/graphql'

export const PAGE_SIZE = 20

/** What narrows the history; null narrows nothing. */
export interface CampaignFilter {
  search: string | null
  status: CampaignStatus | null
  tag: string | null
}

/** The variables of the page behind a cursor; the first one has none. */
export function pageOf({ search, status, tag }: CampaignFilter, after: string | null) {
  return { first: PAGE_SIZE, after, search, status: status && [status], tag }
}

export const CampaignsQuery = graphql(`
  query Campaigns(
    $first: Int!
    $after: String
    $search: String
    $status: [CampaignStatus!]
    $tag: String
  ) {
    campaigns(first: $first, after: $after, search: $search, status: $status, tag: $tag) {
      nodes {
        ...CampaignRowFields
        ...CampaignTagsFields
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`)
