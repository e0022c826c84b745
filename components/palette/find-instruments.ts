import type { InstrumentDefinition } from '@/lib/market/instrument.ts'
import { createInstrumentSearch, type InstrumentSearch } from '@/lib/search/instrument-search.ts'

// Prepared once for each listing, when something is first looked for in it.
const prepared = new WeakMap<readonly InstrumentDefinition[], InstrumentSearch<InstrumentDefinition>>()

/** Best first. Without a query those of the lists (`preferred`), then all as the server lists them. */
export function findInstruments(
  instruments: readonly InstrumentDefinition[],
  query: string,
  max: number,
  preferred?: ReadonlySet<string>,
): readonly InstrumentDefinition[] {
  let search = prepared.get(instruments)
  if (search === undefined) {
    search = createInstrumentSearch(instruments)
    prepared.set(instruments, search)
  }
  const found = search.search(query, max, preferred)
  if (query.trim() !== '') return found
  const others = instruments.filter((each) => !found.includes(each)).slice(0, max - found.length)
  return [...found, ...others]
}
