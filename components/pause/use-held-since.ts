import { useEffect, useState } from 'react'

/**
 * When something began to hold, Unix ms, once it has for `afterMs`; undefined before and when it does not. What has just been
 * paused is not old yet.
 */
export function useHeldSince(holds: boolean, afterMs: number): number | undefined {
  const [sinceMs, setSince] = useState<number>()
  useEffect(() => {
    if (!holds) return
    const beganMs = Date.now()
    const timer = setTimeout(() => setSince(beganMs), afterMs)
    return () => {
      clearTimeout(timer)
      setSince(undefined)
    }
  }, [holds, afterMs])
  return holds ? sinceMs : undefined
}
