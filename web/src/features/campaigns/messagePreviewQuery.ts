// A message as the people of an audience would get it, and who would not.
import { graphql } from '../../gql'
import type { MessagePreviewQuery as PreviewData } from '../../gql/graphql'

export const MessagePreviewQuery = graphql(`
  query MessagePreview($message: String!, $rule: RuleInput!, $channel: Channel!) {
    messagePreview(message: $message, rule: $rule, channel: $channel) {
      audience
      reachable
      checkedCount
      missingCount
      tooLongCount
      samples {
        customerExternalId
        customerName
        text
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`)

export type MessagePreview = PreviewData['messagePreview']
