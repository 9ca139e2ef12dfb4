import { getRouteApi } from '@tanstack/react-router'
import { SegmentPage } from './SegmentPage'

const route = getRouteApi('/inside/segments/$segmentId')

export function SegmentRoute() {
  const { segmentId } = route.useParams()
  const { rule } = route.useSearch()
  // The key: what was changed in one segment is not carried to the next.
  return <SegmentPage key={segmentId} id={segmentId} sharedText={rule} />
}
