import { parseStep, type Step } from '@/lib/market/decimal.ts'
import type { WireInstrument } from '@/lib/protocol/messages.ts'

/** Floating point, for order and for the pixel only: never for text or sums. */

interface Scale {
  readonly tick: Step
  readonly tickValue: number
  readonly lotValue: number
}

const scales = new WeakMap<WireInstrument, Scale>()

function scaleOf(instrument: WireInstrument): Scale {
  let scale = scales.get(instrument)
  if (scale === undefined) {
    const tick = parseStep(instrument.tickSize)
    scale = { tick, tickValue: Number(instrument.tickSize), lotValue: Number(instrument.lotSize) }
    scales.set(instrument, scale)
  }
  return scale
}

/** In the currency of the price. */
export function priceValue(ticks: number, instrument: WireInstrument): number {
  return ticks * scaleOf(instrument).tickValue
}

/** In units of the instrument. */
export function volumeValue(lots: bigint, instrument: WireInstrument): number {
  return Number(lots) * scaleOf(instrument).lotValue
}
