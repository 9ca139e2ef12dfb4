import { Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { formatCount, formatRatio } from '../../lib/format'
import { useFormatMoney } from '../../lib/viewer'
import { AnchorLink } from '../../ui/AnchorLink'
import { Problem } from '../../ui/Problem'
import type { Preview, Previewed } from './previewRule'
import classes from './PreviewPanel.module.css'

interface PreviewPanelProps {
  previewed: Previewed
  /** Nodes that are not finished: as long as there are any, nothing is counted. */
  unfinished: number
}

/** Who is meant, while one edits. */
export function PreviewPanel({ previewed, unfinished }: PreviewPanelProps) {
  const { preview, fresh, error, problems, retry } = previewed
  const waiting = !fresh && !error && problems.size === 0 && unfinished === 0
  return (
    <section className={classes['panel']} aria-labelledby="preview" aria-busy={waiting}>
      <Group justify="space-between" wrap="nowrap">
        <Title order={2} id="preview">
          Who is in it
        </Title>
        {preview && fresh && (
          <span className={classes['took']} title="How long the counting took">
            {preview.tookMs < 10 ? preview.tookMs.toFixed(1) : Math.round(preview.tookMs)} ms
          </span>
        )}
      </Group>
      {error && <Problem title="The rule could not be counted" error={error} onRetry={retry} />}
      {!preview && waiting && <Loading />}
      {unfinished > 0 && (
        <Text size="sm" c="dimmed">
          {unfinished === 1 ? 'One condition is' : `${unfinished} places are`} not finished yet. The
          count follows once {unfinished === 1 ? 'it is' : 'they are'}.
        </Text>
      )}
      {problems.size > 0 && (
        <Text size="sm" c="dimmed">
          The count follows once what is marked in the rule is mended.
        </Text>
      )}
      {preview && <Numbers preview={preview} fresh={fresh} />}
    </section>
  )
}

function Numbers({ preview, fresh }: { preview: Preview; fresh: boolean }) {
  const { count, everyone, reachable, sentence } = preview
  return (
    <Stack gap="sm" className={fresh ? classes['fresh'] : classes['old']} data-fresh={fresh}>
      <div aria-live="polite" aria-atomic="true">
        <span className={classes['total']} data-testid="total">
          {formatCount(count)}
        </span>{' '}
        <span className={classes['share']}>
          {everyone > 0 ? formatRatio(count / everyone) : '–'} of {formatCount(everyone)} customers
        </span>
        <Text size="sm" className={classes['tabular']}>
          {formatCount(reachable)} of them can be messaged
        </Text>
      </div>
      <Text size="sm" className={classes['sentence']}>
        Customers who match: {sentence}
      </Text>
      <Sample people={preview.sample} />
    </Stack>
  )
}

function Sample({ people }: { people: Preview['sample'] }) {
  const formatMoney = useFormatMoney()
  if (people.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nobody matches. Loosen a condition whose own count is low.
      </Text>
    )
  }
  return (
    <div>
      <Text size="sm" fw={550} mb={4}>
        Some of them
      </Text>
      <ul className={classes['people']}>
        {people.map(({ id, name, externalId, city, spend }) => (
          <li key={id}>
            <AnchorLink to="/customers/$customerId" params={{ customerId: id }} target="_blank">
              {name ?? externalId}
            </AnchorLink>
            <span className={classes['city']}>{city}</span>
            <span className={classes['tabular']}>{formatMoney(spend)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Loading() {
  return (
    <Stack gap="sm" aria-label="Counting">
      <Skeleton height={64} />
      <Skeleton height={40} />
      <Skeleton height={220} />
    </Stack>
  )
}
