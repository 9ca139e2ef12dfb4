// Why a customer is in a segment or not: each node of its rule, whether it
// holds, and what the customer has there.
import { Skeleton, Text, VisuallyHidden } from '@mantine/core'
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { useQuery } from 'urql'
import { graphql } from '../../gql'
import { useFormatDateTime } from '../../lib/viewer'
import { Problem } from '../../ui/Problem'
import classes from './Membership.module.css'
import { ruleTree, type RuleTree } from './ruleTree'

const MembershipQuery = graphql(`
  query Membership($segmentId: ID!, $customerId: ID!) {
    explainMembership(segmentId: $segmentId, customerId: $customerId) {
      matches
      asOf
      nodes {
        path
        sentence
        matches
        actual
      }
    }
  }
`)

export function Membership(props: { segmentId: string; customerId: string }) {
  const formatDateTime = useFormatDateTime()
  const [{ data, error }, execute] = useQuery({
    query: MembershipQuery,
    variables: props,
  })
  if (error && !data) {
    return (
      <Problem
        title="The reasons could not be loaded"
        error={error}
        onRetry={() => execute({ requestPolicy: 'network-only' })}
      />
    )
  }
  if (!data)
    return <Skeleton height={96} mt="xs" aria-busy="true" aria-label="Loading the reasons" />
  const { matches, asOf, nodes } = data.explainMembership
  const tree = ruleTree(nodes)
  return (
    <div className={classes['why']}>
      <Text size="sm" fw={550}>
        {matches ? 'In this segment' : 'Not in this segment'}
      </Text>
      <ul className={classes['tree']}>{tree && <Node tree={tree} />}</ul>
      <Text size="xs" c="dimmed">
        As of {formatDateTime(asOf)}
      </Text>
    </div>
  )
}

const joints = {
  all: 'All of these',
  any: 'At least one of these',
  not: 'Not this',
}

function Node({ tree: { node, joint, children } }: { tree: RuleTree }) {
  const Icon = node.matches ? IconCircleCheck : IconCircleX
  return (
    <li>
      <div className={classes['node']} data-matches={node.matches}>
        <Icon size={16} className={classes['icon']} aria-hidden="true" />
        <span>
          <VisuallyHidden>{node.matches ? 'Holds: ' : 'Does not hold: '}</VisuallyHidden>
          {joint ? joints[joint] : node.sentence}
          {node.actual !== null && node.actual !== undefined && (
            <span className={classes['actual']}>
              <VisuallyHidden>. </VisuallyHidden>has {node.actual}
            </span>
          )}
        </span>
      </div>
      {children.length > 0 && (
        <ul className={classes['tree']}>
          {children.map((child) => (
            <Node key={child.node.path} tree={child} />
          ))}
        </ul>
      )}
    </li>
  )
}
