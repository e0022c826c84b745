import { formatDecimal } from '../market/decimal.ts'
import type { Instrument } from '../market/instrument.ts'
import type { InstrumentSource } from '../market/market-view.ts'
import { parseStep, type Step } from '../market/step.ts'
import { formatSteps } from '../market/steps.ts'
import { wideToBigInt } from '../market/wide.ts'

/** What JSON needs of an instrument again and again. */
export interface JsonInstrument {
  readonly instrument: Instrument
  /** With quotes. */
  readonly symbolJson: string
  readonly tick: Step
  readonly lot: Step
}

/** Parsed steps by instrument id, made anew when an instrument is refined. */
export class JsonInstruments {
  readonly #source: InstrumentSource
  readonly #cached: (JsonInstrument | undefined)[] = []

  constructor(source: InstrumentSource) {
    this.#source = source
  }

  get(id: number): JsonInstrument {
    const instrument = this.#source.get(id as Instrument['id'])
    const cached = this.#cached[id]
    if (cached !== undefined && cached.instrument === instrument) return cached
    const made = {
      instrument,
      symbolJson: JSON.stringify(instrument.symbol),
      tick: parseStep(instrument.tickSize),
      lot: parseStep(instrument.lotSize),
    }
    this.#cached[id] = made
    return made
  }
}

/** Exact text of a wide number of lots. */
export function formatWide(high: number, low: number, lot: Step): string {
  if (high === 0) return formatSteps(low, lot)
  return formatDecimal({ digits: wideToBigInt(high, low) * BigInt(lot.multiple), decimals: lot.decimals })
}
