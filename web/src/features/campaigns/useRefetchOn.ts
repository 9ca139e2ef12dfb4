import { useThrottledValue } from '@mantine/hooks'
import { useEffect, useRef } from 'react'

/** Asks again when `turn` has become another, at most once in `everyMs`. */
export function useRefetchOn(turn: string, everyMs: number, refetch: () => void): void {
  const bounded = useThrottledValue(turn, everyMs)
  const asked = useRef('')
  useEffect(() => {
    // The first turn came with the data itself.
    if (asked.current && asked.current !== bounded) refetch()
    asked.current = bounded
    // oxlint-disable-next-line react/exhaustive-deps -- a turn is the only reason to ask
  }, [bounded])
}
