// One customer: who they are, what they bought and were told, and which
// segments they are in and why. The page owns the profile; the timeline and the
// segments ask for themselves, so that the profile never waits for them.
import { Skeleton, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { useQuery } from 'urql'
import { graphql } from '../../gql'
import { hasCode } from '../../lib/errorCodes'
import { AnchorLink } from '../../ui/AnchorLink'
import { EmptyState } from '../../ui/EmptyState'
import { OutOfDate, Problem } from '../../ui/Problem'
import { CustomerFigures } from './CustomerFigures'
import classes from './CustomerPage.module.css'
import { CustomerProfile } from './CustomerProfile'
import { CustomerSegments } from './CustomerSegments'
import { CustomerStanding } from './CustomerStanding'
import { CustomerTimeline } from './CustomerTimeline'

const CustomerPageQuery = graphql(`
  query CustomerPage($id: ID!) {
    customer(id: $id) {
      id
      externalId
      name
      ...CustomerFiguresFields
      ...CustomerProfileFields
      ...CustomerStandingFields
    }
  }
`)

export function CustomerPage({ id }: { id: string }) {
  const [{ data, error }, execute] = useQuery({
    query: CustomerPageQuery,
    variables: { id },
  })
  const refetch = () => execute({ requestPolicy: 'network-only' })
  const customer = data?.customer
  useDocumentTitle(`${customer ? (customer.name ?? customer.externalId) : 'Customer'} · Xeno`)

  // An address that is no id at all names nobody either.
  if (error && hasCode(error, 'BAD_USER_INPUT')) return <Missing />
  if (error && !data) {
    return <Problem title="The customer could not be loaded" error={error} onRetry={refetch} />
  }
  if (!data) return <Loading />
  if (!customer) return <Missing />
  return (
    <Stack gap="xl">
      <Stack gap={4}>
        <AnchorLink to="/customers" size="sm">
          All customers
        </AnchorLink>
        <Title order={1} style={{ overflowWrap: 'anywhere' }}>
          {customer.name ?? customer.externalId}
        </Title>
        {customer.name && (
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {customer.externalId}
          </Text>
        )}
      </Stack>
      <OutOfDate title="The customer may be out of date" error={error} onRetry={refetch} />
      <CustomerFigures customer={customer} />
      <div className={classes['columns']}>
        <CustomerTimeline id={id} />
        <Stack gap="xl">
          <CustomerStanding customer={customer} />
          <CustomerProfile customer={customer} />
          <CustomerSegments customerId={id} />
        </Stack>
      </div>
    </Stack>
  )
}

function Missing() {
  return (
    <EmptyState title="There is no such customer">
      The address may be mistyped. Everyone is listed under{' '}
      <AnchorLink to="/customers" underline="always">
        Customers
      </AnchorLink>
      .
    </EmptyState>
  )
}

function Loading() {
  return (
    <Stack gap="xl" aria-busy="true" aria-label="Loading the customer">
      <Skeleton height={80} />
      <Skeleton height={64} />
      <div className={classes['columns']}>
        <Skeleton height={480} />
        <Skeleton height={480} />
      </div>
    </Stack>
  )
}
