import type { WireInstrument } from '@/lib/protocol/messages.ts'

/** Floating point, for order and for the pixel only: never for text or sums. */

/** In the currency of the price. */
export function priceValue(ticks: number, instrument: WireInstrument): number {
  return ticks * Number(instrument.tickSize)
}

/** In units of the instrument. */
export function volumeValue(lots: bigint, instrument: WireInstrument): number {
  return Number(lots) * Number(instrument.lotSize)
}
