import { Badge, Button } from '@mantine/core'
import { useState } from 'react'
import { useQuery } from 'urql'
import { useFormatDateTime } from '../../../lib/viewer'
import { EmptyState } from '../../../ui/EmptyState'
import { Problem } from '../../../ui/Problem'
import classes from '../List.module.css'
import { LoadingRows } from '../LoadingRows'
import {
  type AssistantRun,
  AssistantRunsQuery,
  describeEngine,
  describeTask,
  describeWait,
  outcomes,
} from './runs'

/** A page of the record and, once asked for, the pages behind it. */
export function RunRows({ after }: { after: string | null }) {
  const [more, setMore] = useState(false)
  const [{ data, error }, refetch] = useQuery({
    query: AssistantRunsQuery,
    variables: { after },
    requestPolicy: 'cache-and-network',
  })
  if (!data) {
    if (!error) return <LoadingRows label="Loading what the assistant was asked" />
    const retry = () => refetch({ requestPolicy: 'network-only' })
    return <Problem title="The list could not be loaded" error={error} onRetry={retry} />
  }
  const { nodes, pageInfo } = data.assistantRuns
  if (nodes.length === 0 && after === null) {
    return (
      <EmptyState title="The assistant was not asked yet">
        Describe an audience above the rule builder, or ask for messages while you write a campaign.
      </EmptyState>
    )
  }
  const next = pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null
  return (
    <>
      <ul className={classes['list']}>
        {nodes.map((run) => (
          <RunRow key={run.id} run={run} />
        ))}
      </ul>
      {next !== null &&
        (more ? (
          <RunRows after={next} />
        ) : (
          <Button variant="default" onClick={() => setMore(true)}>
            Show earlier questions
          </Button>
        ))}
    </>
  )
}

function RunRow({ run }: { run: AssistantRun }) {
  const formatDateTime = useFormatDateTime()
  const { actorLabel, task, asked, outcome, problem, at, tookMs } = run
  const { label, color } = outcomes[outcome]
  return (
    <li className={classes['row']}>
      <div className={classes['what']}>
        <span>
          <strong>{actorLabel}</strong> asked for {describeTask(task)} “{asked}”
        </span>
        <span className={classes['known']}>
          {formatDateTime(at)} · {describeEngine(run)} · {describeWait(tookMs)}
        </span>
        {problem && (
          <span className={classes['known']}>
            What was wrong with {outcome === 'FAILED' ? 'the' : 'the model’s'} answer: {problem}
          </span>
        )}
      </div>
      <Badge variant="dot" color={color} tt="none" fw={500}>
        {label}
      </Badge>
    </li>
  )
}
