import { Badge, Group, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { graphql } from '../../gql'
import type { CustomerProfileFieldsFragment } from '../../gql/graphql'
import { useFormatDate } from '../../lib/viewer'
import { ConsentBadge } from './ConsentBadge'
import classes from './CustomerProfile.module.css'

export const CustomerProfileFields = graphql(`
  fragment CustomerProfileFields on Customer {
    email
    phone
    city
    country
    consent
    tags
    attributes
    createdAt
  }
`)

/** What the brand knows of them. */
export function CustomerProfile({ customer }: { customer: CustomerProfileFieldsFragment }) {
  const formatDate = useFormatDate()
  const { email, phone, city, country, consent, tags, createdAt } = customer
  return (
    <section aria-labelledby="profile">
      <Title order={2} id="profile" mb="xs">
        Profile
      </Title>
      <dl className={classes['list']}>
        <Row label="Email">{email}</Row>
        <Row label="Phone">{phone}</Row>
        <Row label="Lives in">{[city, country].filter(Boolean).join(', ') || null}</Row>
        <Row label="Customer since">{createdAt ? formatDate(createdAt) : null}</Row>
        <Row label="Consent">
          <ConsentBadge consent={consent} />
        </Row>
        <Row label="Tags">
          {tags.length > 0 && (
            <Group gap={6}>
              {tags.map((tag) => (
                <Badge key={tag} variant="default" tt="none" fw={500}>
                  {tag}
                </Badge>
              ))}
            </Group>
          )}
        </Row>
        {attributesOf(customer).map(([name, value]) => (
          <Row key={name} label={name}>
            {value}
          </Row>
        ))}
      </dl>
    </section>
  )
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children || '–'}</dd>
    </div>
  )
}

/** By name, each as the brand wrote it. */
function attributesOf({ attributes }: CustomerProfileFieldsFragment): [string, string][] {
  return Object.entries((attributes ?? {}) as Record<string, unknown>)
    .map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ])
    .toSorted(([one], [other]) => one.localeCompare(other))
}
