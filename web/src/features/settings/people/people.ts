import { graphql } from '../../../gql'
import type { Role } from '../../../gql/graphql'

export const PersonFields = graphql(`
  fragment PersonFields on Person {
    id
    name
    email
    role
    createdAt
    lastSeenAt
  }
`)

export const PeopleQuery = graphql(`
  query People($after: String) {
    people(first: 50, after: $after) {
      nodes {
        ...PersonFields
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`)

export const PersonSetRole = graphql(`
  mutation PersonSetRole($input: PersonSetRoleInput!) {
    personSetRole(input: $input) {
      person {
        ...PersonFields
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`)

export const InvitationsQuery = graphql(`
  query Invitations {
    invitations {
      email
      role
      invitedBy
      createdAt
    }
  }
`)

export const PersonInvite = graphql(`
  mutation PersonInvite($input: PersonInviteInput!) {
    personInvite(input: $input) {
      invitation {
        email
        role
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`)

export const PersonUninvite = graphql(`
  mutation PersonUninvite($input: PersonUninviteInput!) {
    personUninvite(input: $input) {
      email
      userErrors {
        code
        message
        path
      }
    }
  }
`)

export const roles: readonly { value: Role; label: string; description: string }[] = [
  {
    value: 'VIEWER',
    label: 'Viewer',
    description: 'A viewer sees everything but this, and changes nothing.',
  },
  {
    value: 'MARKETER',
    label: 'Marketer',
    description: 'A marketer also loads data, saves segments and runs campaigns.',
  },
  { value: 'ADMIN', label: 'Admin', description: 'An admin may do everything.' },
]

export function roleLabel(role: Role): string {
  return roles.find(({ value }) => value === role)?.label ?? role
}
