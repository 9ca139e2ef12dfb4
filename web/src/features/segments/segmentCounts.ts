// How many customers each listed segment means right now. A count reads the
// customers, so only so many are asked for at a time, and none once the list is
// left.
import { useEffect, useState } from 'react'
import { useClient } from 'urql'
import { graphql } from '../../gql'
import { useOnReconnected } from '../../lib/useConnection'

const SegmentCount = graphql(`
  query SegmentCount($rule: RuleInput!) {
    segmentPreview(rule: $rule) {
      count
    }
  }
`)

const AT_ONCE = 3

/** By the segments' ids; null where a count could not be had, nothing while it is awaited. */
export type SegmentCounts = ReadonlyMap<string, number | null>

export function useSegmentCounts(ids: readonly string[]): SegmentCounts {
  const client = useClient()
  const [counts, setCounts] = useState<SegmentCounts>(new Map())
  const [round, setRound] = useState(0)
  useOnReconnected(() => setRound((last) => last + 1))
  const listed = ids.join(' ')
  useEffect(() => {
    const waiting = listed.split(' ').filter((id) => id !== '')
    let left = false

    async function countOn(): Promise<void> {
      const segment = left ? undefined : waiting.shift()
      if (segment === undefined) return
      const variables = { rule: { segment } }
      const asked = client.query(SegmentCount, variables, { requestPolicy: 'network-only' })
      const { data } = await asked.toPromise()
      if (left) return
      const count = data?.segmentPreview.count ?? null
      setCounts((known) => new Map(known).set(segment, count))
      await countOn()
    }

    for (let asking = 0; asking < AT_ONCE; asking += 1) void countOn()
    return () => {
      left = true
    }
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- a new round counts all anew
  }, [listed, round, client])
  return counts
}
