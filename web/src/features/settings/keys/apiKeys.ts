import { graphql } from '../../../gql'
import type { Scope } from '../../../gql/graphql'

export const ApiKeyFields = graphql(`
  fragment ApiKeyFields on ApiKey {
    id
    name
    shown
    scopes
    createdBy
    createdAt
    expiresAt
    revokedAt
    lastUsedAt
  }
`)

export const ApiKeysQuery = graphql(`
  query ApiKeys($after: String) {
    apiKeys(first: 50, after: $after) {
      nodes {
        ...ApiKeyFields
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`)

export const ApiKeyCreate = graphql(`
  mutation ApiKeyCreate($input: ApiKeyCreateInput!) {
    apiKeyCreate(input: $input) {
      apiKey {
        ...ApiKeyFields
      }
      secret
      userErrors {
        code
        message
        path
      }
    }
  }
`)

export const ApiKeyRevoke = graphql(`
  mutation ApiKeyRevoke($input: ApiKeyRevokeInput!) {
    apiKeyRevoke(input: $input) {
      apiKey {
        ...ApiKeyFields
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`)

/** What a key can be for, in words. */
export const scopes: readonly { scope: Scope; label: string; description: string }[] = [
  { scope: 'READ', label: 'Read', description: 'See customers, segments, campaigns and figures' },
  {
    scope: 'INGEST',
    label: 'Load data',
    description: 'Post customers and orders, replay dead letters',
  },
  {
    scope: 'CAMPAIGNS',
    label: 'Campaigns',
    description: 'Change segments and campaigns, and see them',
  },
  { scope: 'RECEIPTS', label: 'Receipts', description: 'Report what became of messages' },
]

export function scopeLabel(scope: Scope): string {
  return scopes.find((known) => known.scope === scope)?.label ?? scope
}
