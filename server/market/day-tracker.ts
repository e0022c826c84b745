import type { DayStatistics } from '../../lib/market/feed.ts'
import type { TradingSession } from '../../lib/market/instrument.ts'
import { addWide, type QuoteColumns } from '../../lib/market/quote-columns.ts'
import { tradingDayAt } from '../../lib/market/trading-day.ts'
import type { InstrumentId } from '../../lib/market/units.ts'
import { wideFromBigInt, wideToBigInt } from '../../lib/market/wide.ts'

/** Venue sends open, high and low itself. */
const venueRange = 1
/** Venue sends the day's volume itself. */
const venueVolume = 2

/** Day figures of every instrument: the venue's own where it sends them, else counted from trades since the day began. */
export class DayTracker {
  #sessions: TradingSession[] = []
  #venue: Uint8Array
  #startMs: Float64Array
  #countUntilMs: Float64Array
  #endMs: Float64Array

  constructor(capacity: number) {
    this.#venue = new Uint8Array(capacity)
    this.#startMs = new Float64Array(capacity)
    this.#countUntilMs = new Float64Array(capacity)
    this.#endMs = new Float64Array(capacity)
  }

  add(id: InstrumentId, session: TradingSession): void {
    this.#sessions[id] = session
  }

  /** After volume and count have been moved. */
  trade(columns: QuoteColumns, id: InstrumentId, price: number, size: number, timeMs: number): void {
    const venue = this.#venue[id] as number
    if (timeMs >= (this.#endMs[id] as number)) this.#begin(columns, id, timeMs, size)
    const counts = timeMs >= (this.#startMs[id] as number) && timeMs < (this.#countUntilMs[id] as number)
    if (!counts && (venue & venueVolume) === 0) addWide(columns.dayVolumeBaseHigh, columns.dayVolumeBaseLow, id, size)
    if (!counts && (venue & venueRange) === 0) return
    if (columns.dayOpen[id] === 0) columns.dayOpen[id] = price
    if (price > (columns.dayHigh[id] as number)) columns.dayHigh[id] = price
    if (columns.dayLow[id] === 0 || price < (columns.dayLow[id] as number)) columns.dayLow[id] = price
  }

  /** True when a figure changed. */
  venueDay(columns: QuoteColumns, id: InstrumentId, day: DayStatistics): boolean {
    let changed = false
    if (day.open > 0 || day.high > 0 || day.low > 0) {
      this.#venue[id] = (this.#venue[id] as number) | venueRange
      changed = columns.dayOpen[id] !== day.open || columns.dayHigh[id] !== day.high || columns.dayLow[id] !== day.low
      columns.dayOpen[id] = day.open
      columns.dayHigh[id] = day.high
      columns.dayLow[id] = day.low
    }
    if (day.volumeLots !== undefined) {
      this.#venue[id] = (this.#venue[id] as number) | venueVolume
      const volume = wideToBigInt(columns.volumeHigh[id] as number, columns.volumeLow[id] as number)
      const base = wideFromBigInt(volume - day.volumeLots)
      changed ||= columns.dayVolumeBaseHigh[id] !== base.high || columns.dayVolumeBaseLow[id] !== base.low
      columns.dayVolumeBaseHigh[id] = base.high
      columns.dayVolumeBaseLow[id] = base.low
    }
    return changed
  }

  /** True when a new day began for an instrument that had figures of an older one. */
  roll(columns: QuoteColumns, id: InstrumentId, nowMs: number): boolean {
    if (this.#endMs[id] === 0 || nowMs < (this.#endMs[id] as number)) return false
    this.#begin(columns, id, nowMs, 0)
    return true
  }

  grow(capacity: number): void {
    const venue = new Uint8Array(capacity)
    venue.set(this.#venue)
    this.#venue = venue
    this.#startMs = grown(this.#startMs, capacity)
    this.#countUntilMs = grown(this.#countUntilMs, capacity)
    this.#endMs = grown(this.#endMs, capacity)
  }

  /** `size` is of the trade that opens the day: it is in the volume already and belongs to the new day. */
  #begin(columns: QuoteColumns, id: InstrumentId, timeMs: number, size: number): void {
    const day = tradingDayAt(this.#sessions[id] ?? 'continuous', timeMs)
    this.#startMs[id] = day.startMs
    this.#countUntilMs[id] = day.countUntilMs
    this.#endMs[id] = day.endMs
    const venue = this.#venue[id] as number
    if ((venue & venueRange) === 0) {
      columns.dayOpen[id] = 0
      columns.dayHigh[id] = 0
      columns.dayLow[id] = 0
    }
    if ((venue & venueVolume) === 0) {
      const volume = wideToBigInt(columns.volumeHigh[id] as number, columns.volumeLow[id] as number) - BigInt(size)
      const base = wideFromBigInt(volume)
      columns.dayVolumeBaseHigh[id] = base.high
      columns.dayVolumeBaseLow[id] = base.low
    }
  }
}

function grown(column: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity)
  larger.set(column)
  return larger
}
