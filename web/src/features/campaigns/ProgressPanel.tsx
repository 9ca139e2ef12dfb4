import { Stack, Text, Title, VisuallyHidden } from '@mantine/core'
import { useThrottledValue } from '@mantine/hooks'
import type { CSSProperties } from 'react'
import { formatCount, formatRatio } from '../../lib/format'
import { StackedBar } from '../../ui/StackedBar'
import classes from './ProgressPanel.module.css'
import { describePace, describeParts, type Progress, parts, settledPercent } from './progress'

/** A screen reader would otherwise read ten updates a second. */
const ANNOUNCE_EVERY_MS = 5_000

export function ProgressPanel({ progress }: { progress: Progress }) {
  const spoken = useThrottledValue(
    `${settledPercent(progress)}% done. ${describeParts(progress)}.`,
    ANNOUNCE_EVERY_MS,
  )
  if (progress.status === 'DRAFT') return <Text>{describePace(progress)}</Text>
  return (
    <section aria-labelledby="progress">
      <Stack gap="md">
        <div>
          <Title order={2} id="progress">
            {settledPercent(progress)}% done
          </Title>
          <Text size="sm" c="dimmed">
            {describePace(progress)}
          </Text>
        </div>
        <StackedBar
          label={describeParts(progress)}
          total={progress.audience}
          parts={parts(progress)}
          height={0.9}
        />
        <Numbers progress={progress} />
      </Stack>
      <VisuallyHidden role="status">{spoken}</VisuallyHidden>
    </section>
  )
}

function Numbers({ progress }: { progress: Progress }) {
  return (
    <>
      <dl className={classes['numbers']}>
        <Figure label="Audience" value={formatCount(progress.audience)} />
        <Figure label="Sent" value={formatCount(progress.accepted)} />
        <Figure label="Delivery rate" value={formatRatio(progress.deliveryRate ?? null)} />
        <Figure label="Unaccounted" value={formatCount(progress.unaccounted)} />
      </dl>
      {/* These add up to the audience. */}
      <dl className={classes['numbers']} aria-label="The audience by status">
        <Figure label="Pending" value={formatCount(progress.pending)} color="var(--xeno-pending)" />
        {parts(progress).map(({ label, count, color }) => (
          <Figure key={label} label={label} value={formatCount(count)} color={color} />
        ))}
      </dl>
    </>
  )
}

function Figure({ label, value, color }: { label: string; value: string; color?: string }) {
  const swatch = { '--swatch': color } as CSSProperties
  return (
    <div>
      <dt>
        {color && <span className={classes['swatch']} style={swatch} />}
        {label}
      </dt>
      <dd>{value}</dd>
    </div>
  )
}
