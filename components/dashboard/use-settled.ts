import { useEffect, useState } from 'react'

/** The value once it has stayed for `delayMs`; the first one at once. */
export function useSettled<T>(value: T, delayMs: number): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    if (Object.is(value, settled)) return
    const timer = setTimeout(() => setSettled(value), settled === undefined ? 0 : delayMs)
    return () => clearTimeout(timer)
  }, [value, settled, delayMs])
  return settled
}
