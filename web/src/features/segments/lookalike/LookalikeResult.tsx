import { Text } from '@mantine/core'
import { formatCount, formatMoneyRounded, formatRatio } from '../../../lib/format'
import { useViewer } from '../../../lib/viewer'
import { AnchorLink } from '../../../ui/AnchorLink'
import type { Lookalike } from './lookalike'
import classes from './LookalikePanel.module.css'

const number = new Intl.NumberFormat('en-IN', { maximumFractionDigits: 1 })

/** Features that are amounts of money; the others are numbers and days. */
const amounts = new Set(['spend', 'averageOrderValue'])

/** Who would be in it, why they are alike, and how well that works. */
export function LookalikeResult({ found, fresh }: { found: Lookalike; fresh: boolean }) {
  const { enough, reason, seedCount, count, features, sample } = found
  if (!enough) {
    return (
      <div className={classes['result']} data-fresh={fresh}>
        <Text fw={550}>There is not enough to go by yet</Text>
        <Text size="sm">{reason}</Text>
      </div>
    )
  }
  return (
    <div className={classes['result']} data-fresh={fresh} aria-busy={!fresh}>
      <div role="status" aria-label="How many they are">
        <span className={classes['total']}>{formatCount(count)}</span>{' '}
        <Text span size="sm">
          {count === 1 ? 'customer behaves' : 'customers behave'} most like the{' '}
          {formatCount(seedCount)} of this segment
        </Text>
      </div>
      <Features features={features} />
      <Text size="sm">{reason}</Text>
      <Sample sample={sample} />
    </div>
  )
}

function Features({ features }: Pick<Lookalike, 'features'>) {
  const { currency } = useViewer()
  const plain = (name: string, value: number) =>
    amounts.has(name) ? formatMoneyRounded(String(value), currency) : number.format(value)
  if (features.length === 0) return null
  return (
    <div className={classes['scroll']}>
      <table className={classes['features']}>
        <caption>What sets them apart</caption>
        <thead>
          <tr>
            <th scope="col">Feature</th>
            <th scope="col">Weight</th>
            <th scope="col">These</th>
            <th scope="col">Everyone</th>
          </tr>
        </thead>
        <tbody>
          {features.map(({ name, label, weight, seed, everyone }) => (
            <tr key={name}>
              <th scope="row">{label}</th>
              <td>
                <meter
                  className={classes['bar']}
                  aria-label={`Weight of ${label}`}
                  min={0}
                  max={1}
                  value={weight}
                />
                <span className={classes['weight']}>{formatRatio(weight)}</span>
              </td>
              <td>{plain(name, seed)}</td>
              <td>{plain(name, everyone)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Sample({ sample }: Pick<Lookalike, 'sample'>) {
  if (sample.length === 0) return null
  return (
    <div>
      <Text size="sm" fw={550}>
        Some of them
      </Text>
      <ul className={classes['people']}>
        {sample.map(({ similarity, customer }) => (
          <li key={customer.id}>
            <AnchorLink
              to="/customers/$customerId"
              params={{ customerId: customer.id }}
              target="_blank"
            >
              {customer.name ?? customer.externalId}
            </AnchorLink>
            {customer.city && (
              <Text span size="sm" c="dimmed">
                {customer.city}
              </Text>
            )}
            <span>{formatRatio(similarity)} alike</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
