// An import on its way: how far it is, what stands in its way, what was refused.
import { Alert, Button, Group, Stack, Text, Title, VisuallyHidden } from '@mantine/core'
import { useDocumentTitle, useThrottledValue } from '@mantine/hooks'
import { useEffect, useSyncExternalStore } from 'react'
import { formatCount, formatDuration, formatRate } from '../../lib/format'
import { AnchorLink } from '../../ui/AnchorLink'
import { LeaveGuard } from '../../ui/LeaveGuard'
import { StackedBar } from '../../ui/StackedBar'
import { type Estimate, estimate } from './estimate'
import type { Kind } from './fields'
import { RejectedRows } from './RejectedRows'
import type { Progress, Run } from './run'
import classes from './RunStep.module.css'

interface RunStepProps {
  run: Run
  kind: Kind
  file: File
  /** Another file is wanted. */
  onAgain: () => void
}

/** How often a screen reader is told. */
const SPEAK_EVERY_MS = 5_000

export function RunStep({ run, kind, file, onAgain }: RunStepProps) {
  const progress = useSyncExternalStore(run.subscribe, run.snapshot)
  useEffect(() => {
    run.start()
    return run.stop
  }, [run])
  const guess = estimate(progress)
  const { stage } = progress
  useDocumentTitle(`${stage === 'done' ? 'Imported' : percentOf(progress, guess)} · Import · Xeno`)
  return (
    <Stack>
      <LeaveGuard
        loses={() => stage === 'sending'}
        title="The import is not finished"
        stay="Stay here"
      >
        What was accepted stays. The rest is not sent once you leave; choose the same file again to
        go on.
      </LeaveGuard>
      <Group justify="space-between">
        <Title order={2} style={{ overflowWrap: 'anywhere' }}>
          {file.name}
        </Title>
        <Controls stage={stage} run={run} onAgain={onAgain} />
      </Group>
      <Bar progress={progress} guess={guess} kind={kind} />
      <Figures progress={progress} guess={guess} />
      <Trouble progress={progress} />
      {stage === 'done' && <Done progress={progress} kind={kind} />}
      <RejectedRows run={run} progress={progress} file={file} />
    </Stack>
  )
}

function Controls({
  stage,
  run,
  onAgain,
}: Pick<RunStepProps, 'run' | 'onAgain'> & Pick<Progress, 'stage'>) {
  if (stage === 'sending') {
    return (
      <Button variant="default" onClick={run.stop}>
        Stop
      </Button>
    )
  }
  return (
    <Group>
      {stage === 'stopped' && <Button onClick={run.start}>Go on</Button>}
      {stage !== 'settling' && (
        <Button variant="default" onClick={onAgain}>
          Import another file
        </Button>
      )}
    </Group>
  )
}

interface Shown {
  progress: Progress
  guess: Estimate
}

function Bar({ progress, guess, kind }: Shown & { kind: Kind }) {
  const { accepted, persisted, dead, rejected } = progress
  const label = describe(progress, guess, kind)
  const spoken = useThrottledValue(label, SPEAK_EVERY_MS)
  const ended = progress.stage === 'done' || progress.stage === 'stopped'
  return (
    <>
      <StackedBar
        label={label}
        total={Math.max(1, guess.rows)}
        height={0.75}
        parts={[
          { label: 'Stored', count: persisted, color: 'var(--xeno-delivered)' },
          {
            label: 'Accepted, not stored yet',
            count: Math.max(0, accepted - persisted - dead),
            color: 'var(--xeno-sent)',
          },
          { label: 'Rejected', count: rejected + dead, color: 'var(--xeno-failed)' },
        ]}
      />
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <VisuallyHidden role="status">{ended ? label : spoken}</VisuallyHidden>
    </>
  )
}

function Figures({ progress, guess }: Shown) {
  const { accepted, persisted, rejected, dead, stage } = progress
  const running = stage === 'sending' || stage === 'settling'
  return (
    <dl className={classes['figures']}>
      <Figure label="Accepted" value={formatCount(accepted)} />
      <Figure label="Stored" value={formatCount(persisted)} />
      <Figure label="Rejected" value={formatCount(rejected)} />
      {dead > 0 && <Figure label="Could not be stored" value={formatCount(dead)} />}
      <Figure label="Speed" value={formatRate(guess.perSecond)} />
      {running && (
        <Figure
          label="Time left"
          value={guess.etaSeconds === null ? '–' : formatDuration(guess.etaSeconds)}
        />
      )}
    </dl>
  )
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function Trouble({ progress: { holding, problem, stage } }: Pick<Shown, 'progress'>) {
  if (problem !== null) {
    return (
      <Alert color="red" title="The import has stopped" role="alert">
        {problem} What was accepted stays; the import goes on from there.
      </Alert>
    )
  }
  if (holding && stage === 'sending') {
    return (
      <Alert color="orange" title="Waiting for the server" role="status">
        {holding.message} It is tried again by itself.
      </Alert>
    )
  }
  return null
}

function Done({ progress: { dead }, kind }: { progress: Progress; kind: Kind }) {
  return (
    <Stack gap={4}>
      {dead > 0 && (
        <Text size="sm">
          {formatCount(dead)} rows were accepted and could not be stored. They are kept with their
          reasons under{' '}
          <AnchorLink
            to="/settings/{-$section}"
            params={{ section: 'dead-letters' }}
            underline="always"
          >
            Settings, Dead letters
          </AnchorLink>
          .
        </Text>
      )}
      <Text size="sm">
        {kind === 'customers' ? 'See them under ' : 'See whose they are under '}
        <AnchorLink to="/customers" underline="always">
          Customers
        </AnchorLink>
        , or draw an audience under{' '}
        <AnchorLink to="/segments" underline="always">
          Segments
        </AnchorLink>
        .
      </Text>
    </Stack>
  )
}

function percentOf({ persisted, dead, rejected }: Progress, { rows }: Estimate): string {
  return rows === 0 ? '0%' : `${Math.floor((100 * (persisted + dead + rejected)) / rows)}%`
}

function describe(progress: Progress, guess: Estimate, kind: Kind): string {
  const { stage, persisted, read, size } = progress
  const about = read < size ? 'about ' : ''
  const far = `${formatCount(persisted)} of ${about}${formatCount(guess.rows)} rows are stored`
  switch (stage) {
    case 'sending':
      return `Importing ${kind}. ${far}.`
    case 'settling':
      return `All rows are sent. ${far}.`
    case 'stopped':
      return `Stopped. ${far}.`
    case 'done':
      return `Done. ${formatCount(persisted)} of ${formatCount(guess.rows)} rows are stored.`
  }
}
