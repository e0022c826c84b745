import type { BookChange } from '../../lib/market/feed.ts'
import type { BookLevel, IngestInstrument } from './instrument-table.ts'
import type { MapperContext } from './mapper.ts'
import { shown } from './problems.ts'

type Levels = readonly BookLevel[]

/** Takes a book away that is not what the venue's is. */
export function lostBook(venueTimeMs: number, receivedTimeMs: number): BookChange {
  return { snapshot: true, lost: true, bids: [], asks: [], venueTimeMs, receivedTimeMs }
}

/** Pairs of texts `["61685.99","1.2"]` per side. undefined, and counted, when one of them is not usable: half a book is a wrong book. */
export function readLevels(
  context: Pick<MapperContext, 'table' | 'problems'>,
  instrument: IngestInstrument,
  bids: unknown,
  asks: unknown,
): { readonly bids: Levels; readonly asks: Levels } | undefined {
  return context.table.together(instrument, () => {
    const readBids = readSide(context, instrument, bids)
    const readAsks = readSide(context, instrument, asks)
    return readBids === undefined || readAsks === undefined ? undefined : { bids: readBids, asks: readAsks }
  })
}

function readSide(
  context: Pick<MapperContext, 'table' | 'problems'>,
  instrument: IngestInstrument,
  side: unknown,
): Levels | undefined {
  if (!Array.isArray(side)) {
    context.problems.add('bad_book', () => `Skipping a book of ${instrument.venueSymbol}: ${shown(side)} is not a list of levels`)
    return undefined
  }
  const levels: BookLevel[] = []
  for (const row of side) {
    const level = Array.isArray(row)
      ? context.table.level(instrument, row[0], row[1])
      : context.table.level(instrument, row, undefined)
    if (level === undefined) return undefined
    if (level !== 'unbearable') levels.push(level)
  }
  return levels
}
