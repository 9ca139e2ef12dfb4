import { Skeleton, Title } from '@mantine/core'
import { IconUsersGroup } from '@tabler/icons-react'
import { lazy, Suspense, useId, useState } from 'react'
import { SteadyButton } from '../../../ui/SteadyButton'
import type { Seed } from './lookalike'

// Whoever never asks for it never loads it.
const LookalikePanel = lazy(async () => ({
  default: (await import('./LookalikePanel')).LookalikePanel,
}))

interface LookalikeHintProps {
  /** Null while the rule is unfinished. */
  seed: Seed | null
  /** What the segment is called, for a name to begin with. */
  name: string
}

/** The way to people who behave like those of the segment. */
export function LookalikeHint({ seed, name }: LookalikeHintProps) {
  const id = useId()
  const [open, setOpen] = useState(false)
  return (
    <section aria-labelledby={`${id}-title`}>
      <Title order={2} id={`${id}-title`} mb="sm">
        More people like these
      </Title>
      <SteadyButton
        variant="light"
        leftSection={<IconUsersGroup size={16} aria-hidden="true" />}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        off={!seed && !open}
        onClick={() => setOpen(!open)}
      >
        Find a lookalike audience
      </SteadyButton>
      {open && (
        <div id={id}>
          <Suspense fallback={<Skeleton height={420} mt="sm" />}>
            <LookalikePanel seed={seed} name={name} />
          </Suspense>
        </div>
      )}
    </section>
  )
}
