import { priceValue } from '@/components/instrument/quote-values.ts'
import type { WireInstrument } from '@/lib/protocol/messages.ts'
import type { StreamTrade } from '@/lib/stream/types.ts'

/** Smallest worth of a trade to be listed, in the currency of the price. */
export const sizeFilters = [
  { value: 0, name: 'all' },
  { value: 1_000, name: '1K' },
  { value: 10_000, name: '10K' },
  { value: 100_000, name: '100K' },
  { value: 1_000_000, name: '1M' },
] as const

export function isAtLeast(trade: StreamTrade, instrument: WireInstrument, minimum: number): boolean {
  return minimum === 0 || priceValue(trade.price, instrument) * trade.size * Number(instrument.lotSize) >= minimum
}
