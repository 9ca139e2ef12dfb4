import { useDocumentTitle } from '@mantine/hooks'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { Problem } from '../../ui/Problem'
import { useCatalogue } from './catalogue'
import { fromText } from './ruleCodec'
import { SegmentEditor } from './SegmentEditor'
import { SegmentLoading } from './SegmentLoading'
import { UnreadableRule } from './UnreadableRule'

const route = getRouteApi('/inside/segments/new')

export function NewSegmentPage() {
  useDocumentTitle('New segment · Xeno')
  const { rule, describe } = route.useSearch()
  // Read once: from then on the address follows the rule.
  const [shared] = useState(() => fromText(rule))
  const [unreadable] = useState(rule !== undefined && shared === null)
  const { catalogue, error, retry } = useCatalogue()
  if (!catalogue) {
    return error ? (
      <Problem title="The rule builder could not be loaded" error={error} onRetry={retry} />
    ) : (
      <SegmentLoading />
    )
  }
  return (
    <>
      {unreadable && <UnreadableRule />}
      <SegmentEditor
        segment={null}
        catalogue={catalogue}
        shared={shared}
        title="New segment"
        described={describe}
      />
    </>
  )
}
