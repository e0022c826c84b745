import { useEffect, useRef, useState } from 'react'
import { sameOrder, sortSymbols } from '@/components/watchlist/sort-symbols.ts'
import type { QuoteStore } from '@/lib/stream/types.ts'
import type { SortOrder, WatchlistGroup } from '@/lib/workspace/workspace.ts'

const resortMs = 1000

type Sorted = readonly (readonly string[])[]

/**
 * The symbols of each group in order. Prices move them once a second, and not while `held`: a row never leaves from under the
 * pointer or the focus. A new order or list applies at once, and so do first prices: before
 * half of the symbols have one, there is no order to hold.
 */
export function useSortedGroups(
  groups: readonly WatchlistGroup[],
  order: SortOrder | undefined,
  held: boolean,
  quotes: QuoteStore,
): Sorted {
  const sort = (): Sorted => groups.map(({ symbols }) => sortSymbols(symbols, order, (symbol) => quotes.get(symbol)))
  const [shown, setShown] = useState(() => ({ groups, order, sorted: sort() }))
  // While rendering and not after it: else a frame would show the new list's groups with the old list's rows.
  if (shown.groups !== groups || shown.order !== order) setShown({ groups, order, sorted: sort() })
  const known = useRef({ groups, priced: 0 })
  const live = order !== undefined && order.column !== 'symbol'

  useEffect(() => {
    if (!live) return
    const resort = (): void => {
      const symbols = groups.flatMap((group) => group.symbols)
      const priced = symbols.filter((symbol) => quotes.get(symbol)?.last).length
      const before = known.current.groups === groups ? known.current.priced : 0
      if (held && (priced <= before || before >= symbols.length / 2)) return
      known.current = { groups, priced }
      setShown((last) => {
        const sorted = groups.map((group) => sortSymbols(group.symbols, order, (symbol) => quotes.get(symbol)))
        const same = sorted.every((each, index) => sameOrder(each, last.sorted[index] ?? []))
        return same && last.groups === groups ? last : { groups, order, sorted }
      })
    }
    resort()
    const timer = setInterval(resort, resortMs)
    return () => clearInterval(timer)
  }, [groups, order, held, live, quotes])

  return shown.sorted
}
