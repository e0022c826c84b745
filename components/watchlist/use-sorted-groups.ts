import { useEffect, useRef, useState } from 'react'
import { say } from '@/components/workspace/workspace-store.ts'
import type { QuoteStore } from '@/lib/stream/types.ts'
import type { SortOrder, WatchlistGroup } from '@/lib/workspace/workspace.ts'

type SortSymbols = typeof import('@/components/watchlist/sort-symbols.ts').sortSymbols
type Sorted = readonly (readonly string[])[]

const resortMs = 1000

let sortSymbols: SortSymbols | undefined

/** For the first list that is sorted: prices, which most orders need, come later. */
export async function loadSorting(): Promise<void> {
  sortSymbols = (await import('@/components/watchlist/sort-symbols.ts')).sortSymbols
}

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
  const by = useSortSymbols(order)
  const sort = (): Sorted => groups.map(({ symbols }) => by?.(symbols, order, (symbol) => quotes.get(symbol)) ?? symbols)
  const [shown, setShown] = useState(() => ({ groups, order, by, sorted: sort() }))
  // While rendering and not after it: else a frame would show the new list's groups with the old list's rows.
  if (shown.groups !== groups || shown.order !== order || shown.by !== by) setShown({ groups, order, by, sorted: sort() })
  const known = useRef({ groups, priced: 0 })
  const live = order !== undefined && order.column !== 'symbol'

  useEffect(() => {
    if (!live || by === undefined) return
    const resort = (): void => {
      const symbols = groups.flatMap((group) => group.symbols)
      const priced = symbols.filter((symbol) => quotes.get(symbol)?.last).length
      const before = known.current.groups === groups ? known.current.priced : 0
      if (held && (priced <= before || before >= symbols.length / 2)) return
      known.current = { groups, priced }
      setShown((last) => {
        const sorted = groups.map((group) => by(group.symbols, order, (symbol) => quotes.get(symbol)))
        const same = sorted.every((each, index) => sameOrder(each, last.sorted[index] ?? []))
        return same && last.groups === groups ? last : { groups, order, by, sorted }
      })
    }
    resort()
    const timer = setInterval(resort, resortMs)
    return () => clearInterval(timer)
  }, [groups, order, held, live, by, quotes])

  return shown.sorted
}

/** undefined: it is on its way, or could not be loaded; another order asks for it once more. */
function useSortSymbols(order: SortOrder | undefined): SortSymbols | undefined {
  const [, setIsLoaded] = useState(false)
  useEffect(() => {
    if (order === undefined || sortSymbols !== undefined) return
    loadSorting().then(
      () => setIsLoaded(true),
      () => say('Sorting could not be loaded.'),
    )
  }, [order])
  return sortSymbols
}

function sameOrder(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((symbol, index) => symbol === b[index])
}
