// Focus that would be lost. Where the control that has it goes, be it by a press
// or by an answer that has come, it falls to the page's very beginning.
import { type FocusEvent, type RefObject, useLayoutEffect, useRef } from 'react'

/**
 * For what stands around controls that come and go, in the component that draws
 * them: the focus of one that is gone passes to the first of `heirs` that is there.
 */
export function useCaughtFocus(...heirs: RefObject<HTMLElement | null>[]) {
  const had = useRef<Element | null>(null)
  useLayoutEffect(() => {
    if (!had.current || had.current.isConnected) return
    had.current = null
    // Whoever has gone elsewhere meanwhile is not called back.
    if (document.activeElement !== document.body) return
    heirs.find(({ current }) => current)?.current?.focus()
  })
  return {
    onFocus: ({ target }: FocusEvent) => {
      had.current = target
    },
    onBlur: () => {
      had.current = null
    },
  }
}
