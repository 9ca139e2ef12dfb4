import { Alert, Text } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { useState } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../../gql'
import { hasCode } from '../../lib/errorCodes'
import { EmptyState } from '../../ui/EmptyState'
import { Problem } from '../../ui/Problem'
import { useCatalogue } from './catalogue'
import { fromInput, fromText } from './ruleCodec'
import { SegmentEditor } from './SegmentEditor'
import { SegmentLoading } from './SegmentLoading'
import { UnreadableRule } from './UnreadableRule'

const SegmentQuery = graphql(`
  query Segment($id: ID!) {
    segment(id: $id) {
      ...SegmentFields
    }
  }
`)

interface SegmentPageProps {
  id: string
  /** The rule of the address, which may differ from the saved one. */
  sharedText: string | undefined
}

export function SegmentPage({ id, sharedText }: SegmentPageProps) {
  const [{ data, error }, execute] = useQuery({
    query: SegmentQuery,
    variables: { id },
    // The editor begins with what is known; what comes later is not read into it.
    requestPolicy: 'cache-first',
  })
  const { catalogue, error: noCatalogue, retry } = useCatalogue()
  // Read once: from then on the address follows the rule.
  const [shared] = useState(() => fromText(sharedText))
  const [unreadable] = useState(sharedText !== undefined && shared === null)
  const segment = data?.segment
  useDocumentTitle(`${segment?.name ?? 'Segment'} · Xeno`)

  // An address that is no id at all names no segment either.
  if (segment === null || (error && hasCode(error, 'BAD_USER_INPUT'))) return <Missing />
  if (error && !data) {
    const again = () => execute({ requestPolicy: 'network-only' })
    return <Problem title="The segment could not be loaded" error={error} onRetry={again} />
  }
  if (noCatalogue && !catalogue) {
    return (
      <Problem title="The rule builder could not be loaded" error={noCatalogue} onRetry={retry} />
    )
  }
  if (!segment || !catalogue) return <SegmentLoading />
  return (
    <>
      {unreadable && <UnreadableRule />}
      {!fromInput(segment.rule) && (
        <Alert color="orange" title="The saved rule cannot be shown" role="alert" mb="md">
          <Text size="sm">It is {segment.sentence}. Saving the rule below replaces it.</Text>
        </Alert>
      )}
      <SegmentEditor segment={segment} catalogue={catalogue} shared={shared} title={segment.name} />
    </>
  )
}

function Missing() {
  return (
    <EmptyState title="There is no such segment">
      It may have been deleted. All segments are listed under Segments.
    </EmptyState>
  )
}
