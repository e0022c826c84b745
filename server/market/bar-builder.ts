import { type Bar, barStartMs, type Interval, intervalLengthMs } from '../../lib/market/bar.ts'
import type { BarMemory } from '../../lib/market/bar-history.ts'
import type { InstrumentId } from '../../lib/market/units.ts'
import { wideUnit } from '../../lib/market/wide.ts'
import { BarColumns } from './bar-columns.ts'

/** How much is kept in memory. A bar costs 64 bytes. */
export interface BarRetention {
  readonly secondsMax: number
  readonly minutesMax: number
  /** Over all instruments and both intervals; many instruments get a shorter past each. */
  readonly barsMax: number
}

/** 2 hours of seconds, 30 days of minutes, within 240 MB. */
export const defaultBarRetention: BarRetention = { secondsMax: 7_200, minutesMax: 43_200, barsMax: 4_000_000 }

/** 1s and 1m bars from every trade by venue time; longer intervals are derived from minutes when they are read. */
export class BarBuilder implements BarMemory {
  readonly #retention: BarRetention
  readonly #seconds: (BarColumns | undefined)[] = []
  readonly #minutes: (BarColumns | undefined)[] = []
  #secondsMax: number
  #minutesMax: number
  #series = 0
  /** Trades of bars that were older than all that is kept. */
  tooLate = 0

  constructor(retention: BarRetention = defaultBarRetention) {
    this.#retention = retention
    this.#secondsMax = retention.secondsMax
    this.#minutesMax = retention.minutesMax
  }

  /** Open and close go by arrival, as venues' own do; those of a `late` trade by its time. */
  addTrade(id: InstrumentId, timeMs: number, price: number, size: number, late = false): void {
    const seconds = this.#seconds[id] ?? this.#create(this.#seconds, id)
    const minutes = this.#minutes[id] ?? this.#create(this.#minutes, id)
    seconds.addTrade(timeMs - (timeMs % 1_000), timeMs % 1_000, price, size, late, this.#secondsMax)
    if (!minutes.addTrade(timeMs - (timeMs % 60_000), timeMs % 60_000, price, size, late, this.#minutesMax)) this.tooLate += 1
  }

  backfill(id: InstrumentId, interval: '1s' | '1m', bars: readonly Bar[], replace = false): void {
    const list = interval === '1s' ? this.#seconds : this.#minutes
    const columns = list[id] ?? this.#create(list, id)
    const capacityMax = interval === '1s' ? this.#secondsMax : this.#minutesMax
    for (const bar of bars) if (replace || !columns.has(bar.timeMs)) columns.put(bar, capacityMax)
  }

  read(id: InstrumentId, interval: Interval, fromMs: number, toMs: number, limit: number): Bar[] {
    const columns = interval === '1s' ? this.#seconds[id] : this.#minutes[id]
    if (columns === undefined || limit <= 0) return []
    const begin = columns.lowerBound(interval === '1s' || interval === '1m' ? fromMs : ceilTo(fromMs, interval))
    const end = columns.lowerBound(toMs)
    if (interval === '1s' || interval === '1m') {
      const bars: Bar[] = []
      for (let index = Math.max(begin, end - limit); index < end; index++) bars.push(columns.at(index))
      return bars
    }
    return derive(columns, interval, begin, columns.lowerBound(ceilTo(toMs, interval)), limit)
  }

  keptFromMs(id: InstrumentId, interval: '1s' | '1m'): number {
    const columns = interval === '1s' ? this.#seconds[id] : this.#minutes[id]
    return columns?.dropped === true ? (columns.timeMs[0] as number) : Number.NEGATIVE_INFINITY
  }

  canScale(id: InstrumentId, priceRatio: number, sizeRatio: number): boolean {
    const lists = [this.#seconds[id], this.#minutes[id]]
    return lists.every((columns) => columns?.canScale(priceRatio, sizeRatio) ?? true)
  }

  /** The instrument's tick or lot became finer. */
  scale(id: InstrumentId, priceRatio: number, sizeRatio: number): void {
    this.#seconds[id]?.scale(priceRatio, sizeRatio)
    this.#minutes[id]?.scale(priceRatio, sizeRatio)
  }

  #create(list: (BarColumns | undefined)[], id: InstrumentId): BarColumns {
    const columns = new BarColumns()
    list[id] = columns
    this.#series += 1
    const share = Math.max(120, Math.floor(this.#retention.barsMax / this.#series))
    this.#secondsMax = Math.min(this.#retention.secondsMax, share)
    this.#minutesMax = Math.min(this.#retention.minutesMax, share)
    return columns
  }
}

function ceilTo(timeMs: number, interval: Interval): number {
  if (!Number.isFinite(timeMs)) return timeMs
  const start = barStartMs(timeMs, interval)
  return start === timeMs ? timeMs : start + intervalLengthMs(interval)
}

function derive(minutes: BarColumns, interval: Interval, begin: number, end: number, limit: number): Bar[] {
  let from = end
  let distinct = 0
  let start = Number.NaN
  while (from > begin) {
    const next = barStartMs(minutes.timeMs[from - 1] as number, interval)
    if (next !== start) {
      if (distinct === limit) break
      distinct += 1
      start = next
    }
    from -= 1
  }
  // The oldest minutes of a longer bar may be gone: half a bar would be a wrong bar.
  const whole = minutes.dropped ? (minutes.timeMs[0] as number) : Number.NEGATIVE_INFINITY
  const bars: Bar[] = []
  let bar: Bar | undefined
  for (let index = from; index < end; index++) {
    const minute = minutes.at(index)
    const startMs = barStartMs(minute.timeMs, interval)
    if (startMs < whole) continue
    if (bar === undefined || bar.timeMs !== startMs) {
      minute.timeMs = startMs
      bar = minute
      bars.push(bar)
    } else {
      merge(bar, minute)
    }
  }
  return bars
}

function merge(bar: Bar, later: Bar): void {
  bar.high = Math.max(bar.high, later.high)
  bar.low = Math.min(bar.low, later.low)
  bar.close = later.close
  bar.tradeCount += later.tradeCount
  bar.volumeHigh += later.volumeHigh
  bar.volumeLow += later.volumeLow
  if (bar.volumeLow >= wideUnit) {
    bar.volumeLow -= wideUnit
    bar.volumeHigh += 1
  }
}
