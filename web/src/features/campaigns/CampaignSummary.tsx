// How a campaign went, in sentences, and what stands out. It is written when
// the campaign is over; while it runs, whoever wants one asks for it.
import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy, IconSparkles } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../../gql'
import type { CampaignStatus, CampaignSummaryQuery } from '../../gql/graphql'
import { formatCount } from '../../lib/format'
import { Problem } from '../../ui/Problem'
import { Suggestion } from '../assistant/Suggestion'
import { CampaignHighlights } from './CampaignHighlights'
import { useRefetchOn } from './useRefetchOn'
import { formatTime } from '../../lib/format'
import { useCaughtFocus } from '../../lib/useCaughtFocus'
import { useViewer } from '../../lib/viewer'
import { SteadyButton } from '../../ui/SteadyButton'

const CampaignSummaryDocument = graphql(`
  query CampaignSummary($id: ID!) {
    campaign(id: $id) {
      id
      summary {
        text
        sentences
        comparedWith
        highlights {
          by
          label
          messages
          delivered
          deliveryRate
          usualRate
        }
        origin {
          ...DraftOriginFields
        }
      }
    }
  }
`)

type Summary = NonNullable<NonNullable<CampaignSummaryQuery['campaign']>['summary']>

/** A summary of the course so far is written anew at the end, but not in the same breath. */
const SETTLE_MS = 2_000

export function CampaignSummary({ id, status }: { id: string; status: CampaignStatus }) {
  const over = status === 'COMPLETED' || status === 'CANCELLED'
  const [wanted, setWanted] = useState(false)
  const [{ data, error, fetching, stale }, execute] = useQuery({
    query: CampaignSummaryDocument,
    variables: { id },
    pause: !over && !wanted,
  })
  const rewrite = () => execute({ requestPolicy: 'network-only' })
  useRefetchOn(over ? 'over' : wanted ? 'wanted' : '', SETTLE_MS, () => over && rewrite())
  const latest = data?.campaign?.summary ?? null
  // An answer that fails has no data: what was written before is kept for it.
  const [kept, setKept] = useState(latest)
  if (latest && latest !== kept) setKept(latest)
  const summary = data ? latest : kept
  const heading = useRef<HTMLHeadingElement>(null)
  const telling = useTurns(data !== undefined && !error && !fetching && !stale)
  return (
    <section aria-labelledby="summary" {...useCaughtFocus(heading)}>
      <Title order={2} id="summary" mb="xs" tabIndex={-1} ref={heading}>
        Summary
      </Title>
      {!over && !wanted ? (
        <Button
          variant="light"
          leftSection={<IconSparkles size={16} aria-hidden="true" />}
          onClick={() => setWanted(true)}
        >
          Summarise so far
        </Button>
      ) : error && !summary ? (
        <Problem title="No summary was written" error={error} onRetry={rewrite} />
      ) : summary ? (
        <Stack gap="sm">
          {error && (
            <Problem title="The summary was not written again" error={error} onRetry={rewrite} />
          )}
          <Written
            summary={summary}
            telling={telling}
            over={over}
            busy={fetching}
            onRewrite={rewrite}
          />
        </Stack>
      ) : data && !fetching ? (
        <Text size="sm" c="dimmed">
          There is nothing to summarise yet.
        </Text>
      ) : (
        <Skeleton height={170} aria-busy="true" aria-label="Writing a summary" />
      )}
    </section>
  )
}

interface WrittenProps {
  summary: Summary
  /** How often the server has told it by now. */
  telling: number
  over: boolean
  busy: boolean
  onRewrite: () => void
}

function Written({ summary, telling, over, busy, onRewrite }: WrittenProps) {
  const { copy, copied } = useClipboard()
  const { text, sentences, comparedWith, highlights, origin } = summary
  // Our own rules say the same of the same figures.
  const mayDiffer = !over || origin.engine !== 'BUILT_IN' || Boolean(origin.insteadOf)
  return (
    <Suggestion origin={origin} label="The suggested summary">
      <Stack gap={4} aria-busy={busy}>
        {sentences.map((sentence) => (
          <Text key={sentence}>{sentence}</Text>
        ))}
      </Stack>
      <CampaignHighlights highlights={highlights} />
      <Text size="sm" c="dimmed">
        {!over && <AsOf key={telling} />}
        {describeComparison(comparedWith)}
      </Text>
      <Text size="sm" c="dimmed">
        It is here to be read, and changes nothing. Copy it where you want to use it.
      </Text>
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          onClick={() => copy(text)}
        >
          {copied ? 'Copied' : 'Copy the summary'}
        </Button>
        {mayDiffer && (
          <SteadyButton size="compact-sm" variant="subtle" busy={busy} onClick={onRewrite}>
            Write it again
          </SteadyButton>
        )}
      </Group>
    </Suggestion>
  )
}

/** The moment at which it first stood on screen. */
function AsOf() {
  const { timeZone } = useViewer()
  const [at] = useState(() => new Date())
  return <>As of {formatTime(at, timeZone)}. </>
}

/** How often something has become true. */
function useTurns(now: boolean): number {
  const [seen, setSeen] = useState({ now, turns: 0 })
  if (seen.now !== now) setSeen({ now, turns: seen.turns + (now ? 1 : 0) })
  return seen.turns
}

function describeComparison(comparedWith: number): string {
  return comparedWith === 0
    ? 'There are too few earlier campaigns on this channel to compare it with.'
    : `Compared with ${formatCount(comparedWith)} earlier campaigns on this channel.`
}
