import { useEffect, useRef, useState } from 'react'
import { sameOrder, sortSymbols } from '@/components/watchlist/sort-symbols.ts'
import type { QuoteStore } from '@/lib/stream/types.ts'
import type { SortOrder } from '@/lib/workspace/workspace.ts'

const resortMs = 1000

/**
 * The list in order. Prices move it once a second, and not while `held`: a row never leaves from under the pointer or the
 * focus. A new order or list applies at once.
 */
export function useSortedSymbols(
  symbols: readonly string[],
  order: SortOrder | undefined,
  held: boolean,
  quotes: QuoteStore,
): readonly string[] {
  const [sorted, setSorted] = useState<readonly string[]>(() => sortSymbols(symbols, order, (symbol) => quotes.get(symbol)))
  const applied = useRef({ symbols, order })
  const live = order !== undefined && order.column !== 'symbol'

  useEffect(() => {
    const resort = (): void => {
      setSorted((shown) => {
        const next = sortSymbols(symbols, order, (symbol) => quotes.get(symbol))
        return sameOrder(shown, next) ? shown : next
      })
    }
    if (applied.current.symbols !== symbols || applied.current.order !== order) {
      applied.current = { symbols, order }
      resort()
    } else if (live && !held) {
      resort()
    }
    if (!live || held) return
    const timer = setInterval(resort, resortMs)
    return () => clearInterval(timer)
  }, [symbols, order, held, live, quotes])

  return sorted
}
