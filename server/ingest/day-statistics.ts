import { parseDecimal } from '../../lib/market/decimal.ts'
import type { DayStatistics } from '../../lib/market/feed.ts'
import { wholeSteps } from '../../lib/market/steps.ts'
import type { IngestInstrument, InstrumentTable } from './instrument-table.ts'

/**
 * The venue's own day. Statistics are rounded where the venue's sums have more decimals than a lot (a rolling sum of floats
 * does): they must not make the instrument's lot finer, which only trades and quotes may. undefined when not usable.
 */
export function readDay(
  table: InstrumentTable,
  instrument: IngestInstrument,
  open: unknown,
  high: unknown,
  low: unknown,
  volume: unknown,
): DayStatistics | undefined {
  const prices = table.together(instrument, () => ({
    open: table.price(instrument, open, true),
    high: table.price(instrument, high, true),
    low: table.price(instrument, low, true),
  }))
  if (Number.isNaN(prices.open + prices.high + prices.low)) return undefined
  return { ...prices, volumeLots: wholeLots(volume, instrument) }
}

function wholeLots(text: unknown, instrument: IngestInstrument): bigint | undefined {
  const decimal = typeof text === 'string' ? parseDecimal(text) : undefined
  if (decimal === undefined || decimal.digits < 0n) return undefined
  return wholeSteps(decimal, instrument.lot)
}
