import { useEffect, useEffectEvent } from 'react'

/** Calls back each time the reader comes back to this tab or window. */
export function useOnFocus(listener: () => void): void {
  const call = useEffectEvent(listener)
  useEffect(() => {
    const seen = () => {
      if (document.visibilityState === 'visible') call()
    }
    window.addEventListener('focus', seen)
    document.addEventListener('visibilitychange', seen)
    return () => {
      window.removeEventListener('focus', seen)
      document.removeEventListener('visibilitychange', seen)
    }
  }, [])
}
