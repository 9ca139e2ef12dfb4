import { Button, Group, Text, Title } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { formatCode, formatCount } from '../../lib/format'
import classes from './RejectedRows.module.css'
import type { Progress, Run } from './run'

/** Reasons on screen; the file has all rows. */
const SHOWN = 20

interface RejectedRowsProps {
  run: Run
  progress: Progress
  file: File
}

/** Why rows were refused, how often, and all of them to take away. */
export function RejectedRows({ run, progress: { rejected, reasons }, file }: RejectedRowsProps) {
  if (rejected === 0) return null
  return (
    <section aria-labelledby="rejected">
      <Group justify="space-between" mb="xs">
        <Title order={2} id="rejected">
          Rejected rows
        </Title>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden="true" />}
          onClick={() => download(run.rejectedFile(), nameFor(file))}
        >
          Download {formatCount(rejected)} rejected {rejected === 1 ? 'row' : 'rows'}
        </Button>
      </Group>
      <ul className={classes['list']}>
        {reasons.slice(0, SHOWN).map(({ code, path, count, example }) => (
          <li key={`${code} ${path}`}>
            <span>
              <strong>{formatCode(code)}</strong>
              {path && <span className={classes['path']}> {path}</span>}
              <span className={classes['example']}>
                Line {formatCount(example.line)}: {example.message}
              </span>
            </span>
            <span className={classes['count']}>{formatCount(count)}</span>
          </li>
        ))}
      </ul>
      {reasons.length > SHOWN && (
        <Text size="sm" c="dimmed">
          And {formatCount(reasons.length - SHOWN)} more reasons; the file has all of them.
        </Text>
      )}
    </section>
  )
}

/** "people.csv" as "people.rejected.csv" */
function nameFor({ name }: File): string {
  return `${name.replace(/\.\w+$/, '')}.rejected.csv`
}

function download(content: Blob, name: string): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser takes hold of it a moment later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
