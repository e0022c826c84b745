import type { Status } from '../market/status.ts'
import { wideToBigInt } from '../market/wide.ts'
import type { WireInstrument } from '../protocol/messages.ts'
import type { QuoteTable } from './quote-table.ts'
import { shownStatus } from './shown-status.ts'
import type { Quote } from './types.ts'

/** A row of the table as it is now. */
export class RowQuote implements Quote {
  readonly symbol: string
  readonly instrument: WireInstrument
  readonly status: Status
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
  readonly #dayVolumeHigh: number
  readonly #dayVolumeLow: number

  constructor(table: QuoteTable, row: number, instrument: WireInstrument) {
    const { columns } = table
    this.symbol = instrument.symbol
    this.instrument = instrument
    this.status = shownStatus(columns.status[row] as number, table.isCurrent(row))
    this.last = columns.last[row] as number
    this.bid = columns.bid[row] as number
    this.ask = columns.ask[row] as number
    this.bidSize = columns.bidSize[row] as number
    this.askSize = columns.askSize[row] as number
    this.dayOpen = columns.dayOpen[row] as number
    this.dayHigh = columns.dayHigh[row] as number
    this.dayLow = columns.dayLow[row] as number
    this.tradeCount = columns.tradeCount[row] as number
    this.direction = table.direction[row] as -1 | 0 | 1
    this.mergedTrades = table.mergedTrades[row] as number
    this.mergedHigh = table.mergedHigh[row] as number
    this.mergedLow = table.mergedLow[row] as number
    this.venueTimeMs = columns.venueTimeMs[row] as number
    this.receivedTimeMs = columns.receivedTimeMs[row] as number
    this.#volumeHigh = columns.volumeHigh[row] as number
    this.#volumeLow = columns.volumeLow[row] as number
    this.#dayVolumeHigh = this.#volumeHigh - (columns.dayVolumeBaseHigh[row] as number)
    this.#dayVolumeLow = this.#volumeLow - (columns.dayVolumeBaseLow[row] as number)
  }

  /** BigInt arithmetic is the dear part of a quote, and most readers never ask. */
  get dayVolumeLots(): bigint {
    return wideToBigInt(this.#dayVolumeHigh, this.#dayVolumeLow)
  }

  get totalVolumeLots(): bigint {
    return wideToBigInt(this.#volumeHigh, this.#volumeLow)
  }
}
