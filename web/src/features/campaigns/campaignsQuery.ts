import { graphql } from '../../gql'

export const PAGE_SIZE = 20

/** The variables of the first page; also what a refetch of the list asks for. */
export const firstPage = { first: PAGE_SIZE, after: null }

export const CampaignsQuery = graphql(`
  query Campaigns($first: Int!, $after: String) {
    campaigns(first: $first, after: $after) {
      nodes {
        ...CampaignRowFields
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`)
