import { Button, type ButtonProps, Loader } from '@mantine/core'
import type { ComponentProps } from 'react'

interface SteadyButtonProps
  extends
    Omit<ButtonProps, 'loading'>,
    Pick<ComponentProps<'button'>, 'onClick' | 'ref' | 'title' | 'type'> {
  /** Whether there is nothing for it to do now; `disabled` is one that is off for good. */
  off?: boolean
  /** Whether it is at work. */
  busy?: boolean
}

/** A button that keeps the focus while it cannot be pressed: a disabled one drops it. */
export function SteadyButton(props: SteadyButtonProps) {
  const { off = false, busy = false, onClick, leftSection, ...others } = props
  return (
    <Button
      {...others}
      aria-disabled={off || busy}
      aria-busy={busy}
      data-disabled={off || undefined}
      leftSection={busy ? <Loader size={16} color="currentColor" /> : leftSection}
      onClick={off || busy ? undefined : onClick}
    />
  )
}
