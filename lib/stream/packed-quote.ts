import { wideToBigInt } from '../market/wide.ts'
import type { WireInstrument } from '../protocol/messages.ts'
import { currentBit, directionShift, hasBit, tradeCountAt } from './packed-row.ts'
import { shownStatus } from './shown-status.ts'
import type { Quote } from './types.ts'

/** Whether the row that begins there has had a state. */
export function hasState(packed: Float64Array, at: number): boolean {
  return ((packed[at + 1] as number) & hasBit) !== 0
}

export function unpackQuote(packed: Float64Array, at: number, instrument: WireInstrument): Quote {
  return new PackedQuote(packed, at, instrument)
}

class PackedQuote implements Quote {
  readonly symbol: string
  readonly instrument: WireInstrument
  readonly status: Quote['status']
  readonly last: number
  readonly bid: number
  readonly ask: number
  readonly bidSize: number
  readonly askSize: number
  readonly dayOpen: number
  readonly dayHigh: number
  readonly dayLow: number
  readonly tradeCount: number
  readonly direction: -1 | 0 | 1
  readonly mergedTrades: number
  readonly mergedHigh: number
  readonly mergedLow: number
  readonly venueTimeMs: number
  readonly receivedTimeMs: number
  readonly #volumeHigh: number
  readonly #volumeLow: number
  readonly #baseHigh: number
  readonly #baseLow: number

  constructor(packed: Float64Array, at: number, instrument: WireInstrument) {
    const number = (index: number): number => packed[at + index] as number
    const flags = number(1)
    this.symbol = instrument.symbol
    this.instrument = instrument
    this.status = shownStatus(flags & 0xff, (flags & currentBit) !== 0)
    this.direction = ((flags >> directionShift) - 1) as -1 | 0 | 1
    this.last = number(2)
    this.bid = number(3)
    this.ask = number(4)
    this.bidSize = number(5)
    this.askSize = number(6)
    this.dayOpen = number(7)
    this.dayHigh = number(8)
    this.dayLow = number(9)
    this.tradeCount = number(tradeCountAt)
    this.#volumeHigh = number(11)
    this.#volumeLow = number(12)
    this.#baseHigh = number(13)
    this.#baseLow = number(14)
    this.venueTimeMs = number(15)
    this.receivedTimeMs = number(16)
    this.mergedTrades = number(17)
    this.mergedHigh = number(18)
    this.mergedLow = number(19)
  }

  get dayVolumeLots(): bigint {
    return wideToBigInt(this.#volumeHigh - this.#baseHigh, this.#volumeLow - this.#baseLow)
  }

  get totalVolumeLots(): bigint {
    return wideToBigInt(this.#volumeHigh, this.#volumeLow)
  }
}
