import type { InstrumentDefinition } from '@/lib/market/instrument.ts'
import type { WatchlistGroup } from '@/lib/workspace/workspace.ts'

/** What of a list is shown. */
export interface ListFilter {
  /** As it was typed. */
  readonly text: string
  /** All of it is open; a group in which nothing matches keeps its place but has no line. Empty when nothing matches at all. */
  readonly apply: (groups: readonly WatchlistGroup[]) => readonly WatchlistGroup[]
}

/** undefined: nothing was typed that leaves anything out. */
export function createListFilter(text: string, instruments: readonly InstrumentDefinition[]): ListFilter | undefined {
  const wanted = text.trim().toLowerCase()
  if (text === '') return undefined
  const names = new Map(instruments.map(({ symbol, name }) => [symbol, `${symbol} ${name}`.toLowerCase()]))
  // A venue only by its whole name: a letter of it would bring all there is.
  const venue = wanted.includes(':') ? wanted : `${wanted}:`
  const matches = (symbol: string): boolean => {
    const name = names.get(symbol) ?? symbol.toLowerCase()
    return name.includes(wanted, name.indexOf(':') + 1) || name.startsWith(venue)
  }
  return {
    text,
    apply(groups) {
      if (wanted === '') return groups
      const left = groups.map((group) => ({ ...group, collapsed: false, symbols: group.symbols.filter(matches) }))
      return left.every(({ symbols }) => symbols.length === 0) ? [] : left
    },
  }
}
