import { useEffect, useEffectEvent, useRef } from 'react'

/**
 * Calls `reveal` when another row was selected from elsewhere on the page: by a key, a command, another panel. Returns what the
 * list tells its own choices to, which are in view as they are made: a row must not move under a click. Nor does it where
 * `list` is another: while nothing was chosen the first row is selected, whichever that has become. `atFirst`: what a link or the
 * last visit selected is revealed, too.
 */
export function useRevealSelected(
  selected: string | undefined,
  list: unknown,
  reveal: (symbol: string) => void,
  atFirst: boolean,
): (symbol: string) => void {
  const known = useRef({ selected: atFirst ? undefined : selected, list })
  const look = useEffectEvent(() => {
    const before = known.current
    known.current = { selected, list }
    if (selected !== undefined && selected !== before.selected && list === before.list) reveal(selected)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: it looks when either changes
  useEffect(() => look(), [selected, list])
  return (symbol) => {
    known.current = { selected: symbol, list }
  }
}
