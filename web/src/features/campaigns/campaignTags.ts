// What campaigns are for, in a word or two each. Tags are suggested until
// somebody keeps or changes them.
import { graphql } from '../../gql'

export const CampaignTagsFields = graphql(`
  fragment CampaignTagsFields on Campaign {
    id
    tags {
      name
      suggested
    }
  }
`)

export const CampaignSetTags = graphql(`
  mutation CampaignSetTags($input: CampaignSetTagsInput!) {
    campaignSetTags(input: $input) {
      campaign {
        ...CampaignTagsFields
      }
      userErrors {
        code
        message
      }
    }
  }
`)

export const CampaignTagNames = graphql(`
  query CampaignTagNames {
    campaignTags
  }
`)

/** As the server keeps them: "Win back" is "win-back". */
export function tagOf(typed: string): string {
  return typed.trim().toLowerCase().replaceAll(/\s+/g, '-')
}
