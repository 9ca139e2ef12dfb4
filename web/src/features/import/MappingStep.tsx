// What the columns of a file are: guessed from their headers, shown with the
// first values, and checked against them before anything is sent.
import { Alert, Button, Group, NativeSelect, Stack, Text, Title } from '@mantine/core'
import { useMemo, useState } from 'react'
import { formatCount } from '../../lib/format'
import { useViewer } from '../../lib/viewer'
import { fields, type Kind } from './fields'
import {
  attributeChoices,
  type Choice,
  doubledColumns,
  guessChoices,
  guessKind,
  missingFields,
  SKIP,
} from './mapping'
import classes from './MappingStep.module.css'
import type { Preview } from './records'
import type { Plan } from './rows'
import { type ColumnSample, type Sample, sampleOf } from './sample'
import { wallClock } from './zone'

interface MappingStepProps {
  file: File
  preview: Preview
  onStart: (plan: Plan) => void
  /** Another file is wanted. */
  onOther: () => void
}

export function MappingStep({ file, preview, onStart, onOther }: MappingStepProps) {
  const { timeZone } = useViewer()
  const { format, header, records } = preview
  const [kind, setKind] = useState<Kind>(() => guessKind(header))
  const [choices, setChoices] = useState<Choice[]>(() => guessChoices(kind, header))
  const plan = useMemo(
    (): Plan => ({
      kind,
      format,
      header,
      choices,
      reading: { timeZone, fromWall: wallClock(timeZone) },
    }),
    [kind, format, header, choices, timeZone],
  )
  const sample = useMemo(() => sampleOf(plan, records), [plan, records])
  // Two columns may have one name.
  const columns = header.map((name, at) => ({ key: `${at} ${name}`, name, at }))
  const missing = missingFields(kind, choices)
  const doubled = doubledColumns(kind, header, choices)
  const become = (next: Kind) => {
    setKind(next)
    setChoices(guessChoices(next, header))
  }
  return (
    <Stack>
      <Group justify="space-between" align="end">
        <div>
          <Title order={2} style={{ overflowWrap: 'anywhere' }}>
            {file.name}
          </Title>
          <Text size="sm" c="dimmed">
            {formatCount(header.length)} {format === 'csv' ? 'columns' : 'keys'}. Dates without a
            time zone are read in {timeZone}.
          </Text>
        </div>
        <NativeSelect
          label="Its rows are"
          value={kind}
          data={[
            { value: 'customers', label: 'Customers' },
            { value: 'orders', label: 'Orders' },
          ]}
          onChange={({ currentTarget }) => become(currentTarget.value as Kind)}
        />
      </Group>
      <ul className={classes['columns']} aria-label="Columns">
        {columns.map(({ key, name, at }) => (
          <Column
            key={key}
            name={name}
            kind={kind}
            choice={choices[at] ?? SKIP}
            sample={sample.columns[at]}
            doubled={doubled.includes(at)}
            onChoose={(choice) => setChoices(choices.with(at, choice))}
          />
        ))}
      </ul>
      {missing.length > 0 && (
        <Alert color="red" title="Something every row needs has no column" role="alert">
          Choose which column is: {missing.map(({ label }) => label.toLowerCase()).join(', ')}.
        </Alert>
      )}
      {missing.length === 0 && <FirstRows sample={sample} />}
      <Group>
        <Button onClick={() => onStart(plan)} disabled={missing.length > 0 || doubled.length > 0}>
          Import {kind}
        </Button>
        <Button variant="default" onClick={onOther}>
          Choose another file
        </Button>
      </Group>
    </Stack>
  )
}

interface ColumnProps {
  name: string
  kind: Kind
  choice: Choice
  sample: ColumnSample | undefined
  doubled: boolean
  onChoose: (choice: Choice) => void
}

function Column({ name, kind, choice, sample, doubled, onChoose }: ColumnProps) {
  const refused = choice === SKIP ? null : sample?.refused
  const error = doubled
    ? 'Another column becomes this already.'
    : refused && `Line ${formatCount(refused.line)}: ${refused.message}`
  return (
    <li className={classes['column']}>
      <div className={classes['name']}>{name || 'A column without a name'}</div>
      <div className={classes['values']}>{sample?.values.join(' · ') || 'No values'}</div>
      <NativeSelect
        aria-label={`${name} becomes`}
        value={choice}
        error={error || undefined}
        onChange={({ currentTarget }) => onChoose(currentTarget.value)}
      >
        <option value={SKIP}>Left out</option>
        {fields[kind].map((field) => (
          <option key={field.name} value={field.name}>
            {field.label}
            {field.required ? ' (required)' : ''}
          </option>
        ))}
        {kind === 'customers' &&
          attributeChoices.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
      </NativeSelect>
    </li>
  )
}

function FirstRows({ sample: { rows, good, other } }: { sample: Sample }) {
  if (good === rows) {
    return (
      <Text size="sm" role="status">
        The first {formatCount(rows)} rows can be read.
      </Text>
    )
  }
  return (
    <Alert
      color="orange"
      title={`${formatCount(rows - good)} of the first ${formatCount(rows)} rows will be rejected`}
      role="status"
    >
      {other && `Line ${formatCount(other.line)}: ${other.message}. `}
      Change what the columns become, or import the others: rejected rows can be downloaded with
      their reasons, mended and imported by themselves.
    </Alert>
  )
}
