import { Title } from '@mantine/core'
import { graphql } from '../../gql'
import type { FailureReasonsFieldsFragment } from '../../gql/graphql'
import { formatCode, formatCount } from '../../lib/format'
import classes from './FailureReasons.module.css'

export const FailureReasonsFields = graphql(`
  fragment FailureReasonsFields on Campaign {
    failures {
      status
      reason
      count
    }
  }
`)

/** Why messages did not arrive, the most frequent reason first. */
export function FailureReasons({ campaign }: { campaign: FailureReasonsFieldsFragment }) {
  if (campaign.failures.length === 0) return null
  const rows = campaign.failures.toSorted((a, b) => b.count - a.count)
  return (
    <section aria-labelledby="reasons">
      <Title order={2} id="reasons" mb="xs">
        Why messages did not arrive
      </Title>
      <table className={classes['reasons']}>
        <tbody>
          {rows.map(({ status, reason, count }) => (
            <tr key={`${status} ${reason}`}>
              <th scope="row">
                {formatCode(status)}: {formatCode(reason).toLowerCase()}
              </th>
              <td>{formatCount(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
