// Who may what, and who did what.
import { type ExampleArea, ID, example } from './example'

export const workspace: ExampleArea = {
  area: 'People, keys and what was done',
  operations: [
    example(
      'Make a key for a script',
      `
mutation apiKeyCreate($input: ApiKeyCreateInput!) {
  apiKeyCreate(input: $input) {
    apiKey { id name shown scopes expiresAt }
    secret
    userErrors { code message path }
  }
}`,
      { input: { name: 'Nightly import', scopes: ['INGEST'] } },
    ),
    example(
      'List keys',
      `
query apiKeys {
  apiKeys(first: 50) {
    nodes { id name shown scopes createdBy createdAt expiresAt revokedAt lastUsedAt }
  }
}`,
    ),
    example(
      'Revoke a key',
      `
mutation apiKeyRevoke($input: ApiKeyRevokeInput!) {
  apiKeyRevoke(input: $input) {
    apiKey { id revokedAt }
    userErrors { code message path }
  }
}`,
      { input: { id: ID } },
    ),
    example(
      'Who has signed in?',
      `
query people {
  people(first: 50) {
    nodes { id name email role lastSeenAt }
  }
}`,
    ),
    example(
      'Let somebody in',
      `
mutation personSetRole($input: PersonSetRoleInput!) {
  personSetRole(input: $input) {
    person { id name role }
    userErrors { code message path }
  }
}`,
      { input: { id: ID, role: 'MARKETER' } },
    ),
    example(
      'Invite somebody',
      `
mutation personInvite($input: PersonInviteInput!) {
  personInvite(input: $input) {
    invitation { email role }
    userErrors { code message path }
  }
}`,
      { input: { email: 'anjali@example.com', role: 'VIEWER' } },
    ),
    example(
      'Who is invited?',
      `
query invitations {
  invitations { email role invitedBy createdAt }
}`,
    ),
    example(
      'Take an invitation back',
      `
mutation personUninvite($input: PersonUninviteInput!) {
  personUninvite(input: $input) {
    email
    userErrors { code message path }
  }
}`,
      { input: { email: 'anjali@example.com' } },
    ),
    example(
      'Who did what?',
      `
query auditLog($filter: AuditFilter) {
  auditLog(filter: $filter, first: 50) {
    nodes { at actorLabel action subject subjectLabel address }
  }
}`,
      { filter: { action: 'campaign' } },
    ),
  ],
}
