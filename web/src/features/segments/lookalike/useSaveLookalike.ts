import { useState } from 'react'
import { useMutation } from 'urql'
import { describeProblem } from '../../../ui/Problem'
import { SegmentCreateLookalike, type Wanted } from './lookalike'

/** A segment that has been made, and of whom. */
interface Saved {
  id: string
  name: string
  of: Wanted
}

/**
 * Saving what was found, by what outlives it: neither a name that is being typed
 * nor the way back is lost when other people are looked for.
 */
export function useSaveLookalike(proposedName: string) {
  const [typed, setTyped] = useState<string | null>(null)
  const [saved, setSaved] = useState<Saved | null>(null)
  const [{ fetching, data, error }, create] = useMutation(SegmentCreateLookalike)
  const [complained, setComplained] = useState(false)
  const name = typed ?? proposedName

  async function save(of: Wanted): Promise<void> {
    const answer = await create({ input: { name: name.trim(), ...of } })
    setComplained(true)
    const segment = answer.data?.segmentCreateLookalike.segment
    if (segment) setSaved({ id: segment.id, name: segment.name, of })
  }

  const errors = complained ? (data?.segmentCreateLookalike.userErrors ?? []) : []
  return {
    name,
    rename: (next: string) => {
      setTyped(next)
      setComplained(false)
    },
    save,
    saving: fetching,
    saved,
    undone: () => setSaved(null),
    atName: errors.filter(({ path }) => path === 'input.name'),
    others: error
      ? [{ code: 'REQUEST', message: describeProblem(error) }]
      : errors.filter(({ path }) => path !== 'input.name'),
  }
}
