import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { barStartMs, type Interval, intervalLengthMs } from '../../lib/market/bar.ts'
import { wideUnit } from '../../lib/market/wide.ts'
import { decodeBars } from './bar-codec.ts'
import { BarRows, mergeRows, rowWidth } from './bar-rows.ts'
import {
  chunkKey,
  chunkOfKey,
  dayMs,
  hoursLevel,
  type Level,
  levelOf,
  levelShape,
  minutesLevel,
  seriesOf,
  storableToMs,
} from './levels.ts'
import { rescale, type Scale } from './scale.ts'

/** Reads bars on the thread it is made on. */
export class StoreReader {
  readonly #chunks: StatementSync
  readonly #recent: StatementSync
  readonly #days: StatementSync
  readonly #scaleById: StatementSync
  readonly #scales = new Map<number, Scale>()
  /** Stored bars that the scale asked for could not express; see `rescale`. */
  blanked = 0

  constructor(database: DatabaseSync) {
    this.#chunks = database.prepare('SELECT key, scale, bars FROM chunk WHERE key BETWEEN ? AND ? ORDER BY key DESC')
    this.#recent = database.prepare(
      `SELECT scale, time, open, high, low, close, volume_high, volume_low, trades
       FROM recent WHERE series = ? AND time >= ? AND time < ? ORDER BY time DESC LIMIT ?`,
    )
    this.#recent.setReturnArrays(true)
    this.#days = database.prepare(
      `SELECT DISTINCT time / ${dayMs} AS day FROM recent WHERE series = ? AND time >= ? AND time < ? ORDER BY day`,
    )
    this.#scaleById = database.prepare('SELECT tick, lot FROM scale WHERE id = ?')
  }

  /**
   * The newest `limit` bars of any interval that start in `[fromMs, toMs)`, in `scale`, those that it cannot express as blank
   * rows. Throws HistoryError when damaged.
   */
  read(symbolId: number, interval: Interval, fromMs: number, toMs: number, limit: number, scale: Scale): BarRows {
    const level = levelOf(interval)
    const { stepMs } = levelShape(level)
    const lengthMs = intervalLengthMs(interval)
    if (lengthMs === stepMs) return this.#readLevel(symbolId, level, fromMs, toMs, limit, scale)
    const start = ceilTo(fromMs, lengthMs)
    const end = ceilTo(toMs, lengthMs)
    // As many parts as could belong to one bar more than asked: the oldest may be cut in half, and is then not among the newest.
    const parts = (limit + 1) * (lengthMs / stepMs)
    return derive(this.#readLevel(symbolId, level, start, end, parts, scale), interval).newest(limit)
  }

  #readLevel(symbolId: number, level: Level, fromMs: number, toMs: number, limit: number, scale: Scale): BarRows {
    const kept = this.readKept(symbolId, level, fromMs, toMs, limit, scale)
    return level === hoursLevel ? this.#withRecentHours(symbolId, kept, fromMs, toMs, scale).newest(limit) : kept
  }

  /** Bars of one level as they are kept: chunks, and the recent ones over them. */
  readKept(symbolId: number, level: Level, fromMs: number, toMs: number, limit: number, scale: Scale): BarRows {
    const series = seriesOf(symbolId, level)
    const from = Math.max(0, fromMs)
    const to = Math.min(toMs, storableToMs)
    if (from >= to || limit <= 0) return new BarRows(0)
    const recent = this.#readRecent(series, from, to, limit, scale)
    return mergeRows(this.#readChunks(series, level, from, to, limit, scale), recent).newest(limit)
  }

  #readRecent(series: number, from: number, to: number, limit: number, scale: Scale): BarRows {
    const rows = new BarRows(0)
    const found = this.#recent.all(series, from, to, limit) as unknown as number[][]
    for (let index = found.length - 1; index >= 0; index--) {
      const row = found[index] as number[]
      const offset = rows.add()
      for (let column = 0; column < rowWidth; column++) rows.values[offset + column] = row[column + 1] as number
      this.#rescaleFrom(rows, rows.count - 1, row[0] as number, scale)
    }
    return rows
  }

  #readChunks(series: number, level: Level, from: number, to: number, limit: number, scale: Scale): BarRows {
    const { chunkMs, stepMs } = levelShape(level)
    const first = chunkKey(series, Math.floor(from / chunkMs))
    const last = chunkKey(series, Math.ceil(to / chunkMs) - 1)
    const newestFirst: BarRows[] = []
    let count = 0
    for (const { key, scale: scaleId, bars } of this.#chunks.iterate(first, last)) {
      const baseMs = chunkOfKey(key as number) * chunkMs
      const decoded = new BarRows(1_440)
      decodeBars(bars as Uint8Array, baseMs, stepMs, decoded)
      this.#rescaleFrom(decoded, 0, scaleId as number, scale)
      const within = decoded.slice(lowerBound(decoded, from), lowerBound(decoded, to))
      newestFirst.push(within)
      count += within.count
      if (count >= limit) break
    }
    return joined(newestFirst, count)
  }

  /** Minutes that are not in chunks yet have no hours of their own: those days' hours are derived from their minutes. */
  #withRecentHours(symbolId: number, hours: BarRows, fromMs: number, toMs: number, scale: Scale): BarRows {
    const from = Math.max(0, fromMs)
    const to = Math.min(toMs, storableToMs)
    let merged = hours
    for (const { day } of this.#days.all(seriesOf(symbolId, minutesLevel), from, to)) {
      const start = Math.max(from, (day as number) * dayMs)
      const end = Math.min(to, ((day as number) + 1) * dayMs)
      const minutes = this.readKept(symbolId, minutesLevel, start, end, Number.MAX_SAFE_INTEGER, scale)
      merged = mergeHours(merged, derive(minutes, '1h'))
    }
    return merged
  }

  #rescaleFrom(rows: BarRows, fromRow: number, scaleId: number, to: Scale): void {
    const from = this.scale(scaleId)
    if (from.tick === to.tick && from.lot === to.lot) return
    this.blanked += rescale(rows, fromRow, from, to)
  }

  scale(id: number): Scale {
    const known = this.#scales.get(id)
    if (known !== undefined) return known
    const row = this.#scaleById.get(id)
    const scale = { tick: String(row?.tick), lot: String(row?.lot) }
    this.#scales.set(id, scale)
    return scale
  }
}

/** Longer bars from shorter ones, in a new list. */
export function derive(parts: BarRows, interval: Interval): BarRows {
  const derived = new BarRows(64)
  let offset = -1
  let startMs = Number.NaN
  for (let row = 0; row < parts.count; row++) {
    const partStartMs = barStartMs(parts.timeMs(row), interval)
    const source = row * rowWidth
    if (partStartMs !== startMs) {
      derived.copy(parts, row)
      offset = (derived.count - 1) * rowWidth
      startMs = partStartMs
      derived.values[offset] = startMs
      continue
    }
    if (parts.isBlank(row)) derived.blank(derived.count - 1)
    if (derived.isBlank(derived.count - 1)) continue
    const { values } = derived
    values[offset + 2] = Math.max(values[offset + 2] as number, parts.values[source + 2] as number)
    values[offset + 3] = Math.min(values[offset + 3] as number, parts.values[source + 3] as number)
    values[offset + 4] = parts.values[source + 4] as number
    values[offset + 7] = (values[offset + 7] as number) + (parts.values[source + 7] as number)
    const low = (values[offset + 6] as number) + (parts.values[source + 6] as number)
    const carry = low >= wideUnit ? 1 : 0
    values[offset + 6] = low - carry * wideUnit
    values[offset + 5] = (values[offset + 5] as number) + (parts.values[source + 5] as number) + carry
  }
  return derived
}

/**
 * Of two bars of one hour, derived from our minutes or fetched whole from the venue, the one that saw more volume is right:
 * either may have seen a part of the same trades, neither more than all. One that is blank stays so: the other lacks its minutes.
 */
export function mergeHours(first: BarRows, second: BarRows): BarRows {
  return mergeRows(first, second, (a, b) => {
    if (first.isBlank(a) || second.isBlank(b)) return second.isBlank(b)
    const highA = first.values[a * rowWidth + 5] as number
    const highB = second.values[b * rowWidth + 5] as number
    if (highA !== highB) return highB > highA
    return (second.values[b * rowWidth + 6] as number) >= (first.values[a * rowWidth + 6] as number)
  })
}

function ceilTo(timeMs: number, lengthMs: number): number {
  return Math.ceil(Math.min(timeMs, storableToMs) / lengthMs) * lengthMs
}

function lowerBound(rows: BarRows, timeMs: number): number {
  let from = 0
  let to = rows.count
  while (from < to) {
    const middle = (from + to) >>> 1
    if (rows.timeMs(middle) < timeMs) from = middle + 1
    else to = middle
  }
  return from
}

function joined(newestFirst: readonly BarRows[], count: number): BarRows {
  const only = newestFirst[0]
  if (only !== undefined && newestFirst.length === 1) return only
  const values = new Float64Array(count * rowWidth)
  let end = values.length
  for (const rows of newestFirst) {
    end -= rows.count * rowWidth
    values.set(rows.values.subarray(0, rows.count * rowWidth), end)
  }
  return BarRows.from(values)
}
