// People who behave like those of an audience: the preview, and the segment
// that it can be saved as.
import { graphql } from '../../../gql'
import type { LookalikeQuery, LookalikeQueryVariables } from '../../../gql/graphql'
import type { People } from '../../assistant/people'

/** Whom they are to be like. */
export type Seed = People

/** How many they are to be, or how much alike at least, between 0 and 1. */
export type Reach = { size: number } | { minimumSimilarity: number }

export const LookalikeDocument = graphql(`
  query Lookalike($segmentId: ID, $rule: RuleInput, $size: Int, $minimumSimilarity: Float) {
    lookalikePreview(
      segmentId: $segmentId
      rule: $rule
      size: $size
      minimumSimilarity: $minimumSimilarity
    ) {
      seedCount
      count
      enough
      reason
      features {
        name
        label
        weight
        seed
        everyone
      }
      sample(first: 5) {
        similarity
        customer {
          id
          externalId
          name
          city
        }
      }
    }
  }
`)

/** How many they are to be like. */
export const SizeOfSeed = graphql(`
  query SizeOfSeed($rule: RuleInput!) {
    segmentPreview(rule: $rule) {
      count
    }
  }
`)

export const SegmentCreateLookalike = graphql(`
  mutation SegmentCreateLookalike($input: SegmentCreateLookalikeInput!) {
    segmentCreateLookalike(input: $input) {
      segment {
        ...SegmentFields
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`)

export type Lookalike = LookalikeQuery['lookalikePreview']

/** Like whom, and how far: what a segment of them is made by. */
export type Wanted = LookalikeQueryVariables
