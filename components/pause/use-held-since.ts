import { useEffect, useState } from 'react'

/** When something began to hold, Unix ms; undefined when it does not. */
export function useHeldSince(holds: boolean): number | undefined {
  const [sinceMs, setSince] = useState<number>()
  useEffect(() => {
    if (!holds) return
    setSince(Date.now())
    return () => setSince(undefined)
  }, [holds])
  return holds ? sinceMs : undefined
}
