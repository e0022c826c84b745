import { useEffect, useEffectEvent, useRef } from 'react'

/**
 * Calls `reveal` when another row was selected from elsewhere on the page: by a key, a command, another panel. Returns what the
 * list tells its own choices to, which are in view as they are made: a row must not move under a click.
 */
export function useRevealSelected(selected: string | undefined, reveal: (symbol: string) => void): (symbol: string) => void {
  const known = useRef(selected)
  const look = useEffectEvent((symbol: string | undefined) => {
    if (symbol !== undefined && symbol !== known.current) reveal(symbol)
    known.current = symbol
  })
  useEffect(() => look(selected), [selected])
  return (symbol) => {
    known.current = symbol
  }
}
