import type { PriceTicks, SizeLots } from '../../lib/market/units.ts'
import type { IngestInstrument } from './instrument-table.ts'
import type { MapperContext } from './mapper.ts'
import { shown } from './problems.ts'

type Levels = readonly (readonly [PriceTicks, SizeLots])[]

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
  const levels: (readonly [PriceTicks, SizeLots])[] = []
  for (const level of side) {
    const price = context.table.price(instrument, Array.isArray(level) ? level[0] : level)
    const size = context.table.size(instrument, Array.isArray(level) ? level[1] : undefined)
    if (Number.isNaN(price) || Number.isNaN(size)) return undefined
    levels.push([price, size])
  }
  return levels
}
