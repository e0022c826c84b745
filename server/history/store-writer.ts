import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { decodeBars, encodeBars } from './bar-codec.ts'
import { BarRows, mergeRows, rowWidth } from './bar-rows.ts'
import {
  chunkKey,
  chunkOfKey,
  chunksPerSeries,
  dayMs,
  hoursLevel,
  type Level,
  levelOfSeries,
  levelShape,
  minutesLevel,
  seriesOf,
  symbolOfSeries,
} from './levels.ts'
import { finerScale, rescale, type Scale } from './scale.ts'
import { derive, mergeHours } from './store-reader.ts'
import { batchWidth, type Fill, type WriteBatch } from './write-batch.ts'

/** How long bars of each level are kept, in milliseconds, by level. */
export type Retention = readonly [secondsMs: number, minutesMs: number, hoursMs: number]

/** A chunk is made this long after its end: late trades up to then cost one row each instead of a whole chunk. */
const chunkGraceMs = 5 * 60_000

interface Layer {
  readonly rows: BarRows
  readonly scale: Scale
}

/** Writes bars on the thread it is made on. */
export class StoreWriter {
  readonly #database: DatabaseSync
  readonly #statements: ReturnType<typeof prepareAll>
  readonly #scales = new Map<number, Scale>()
  #scaleIdMax = 0
  #cursor = -1

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#statements = prepareAll(database)
    for (const { id, tick, lot } of database.prepare('SELECT id, tick, lot FROM scale').all())
      this.#addScale(Number(id), String(tick), String(lot))
  }

  /** One transaction: all or nothing. */
  write(batch: WriteBatch, nowMs: number): void {
    this.#transaction(() => {
      for (const row of batch.symbols) this.#statements.symbol.run(...row)
      for (const [id, tick, lot] of batch.scales) {
        this.#statements.scale.run(id, tick, lot)
        this.#addScale(id, tick, lot)
      }
      this.#upsert(batch.bars)
      for (const [id, venue, fromMs, toMs] of batch.live)
        this.#statements.live.run(id, venue, Math.round(fromMs), Math.round(toMs))
      for (const [symbol, live, fromMs, toMs] of batch.members) {
        this.#statements.member.run(symbol, live, Math.round(fromMs), toMs === null ? null : Math.round(toMs))
      }
      for (const { symbol, gone, spans } of batch.lost) {
        if (gone === 'all') this.#statements.removeLost.run(symbol)
        else for (const fromMs of gone) this.#statements.removeLostAt.run(symbol, fromMs)
        for (const { fromMs, toMs } of spans) this.#statements.lost.run(symbol, fromMs, toMs)
      }
      for (const fill of batch.fills) this.#fill(fill, nowMs)
    })
  }

  /**
   * Packs closed chunks out of single rows, for about `budgetMs`, in one transaction. False when a whole round over the series
   * found nothing more to do.
   */
  compact(nowMs: number, budgetMs: number): boolean {
    const untilMs = performance.now() + budgetMs
    let more = true
    this.#transaction(() => {
      while (more && performance.now() < untilMs) more = this.#compactNext(nowMs)
    })
    return more
  }

  /** Forgets what is older than `retention`, one series after the other; false after the last. */
  prune(nowMs: number, retention: Retention, series: number): number | undefined {
    const next = this.#statements.nextChunkSeries.get(chunkKey(series, 0))
    if (next === undefined) return undefined
    const found = Math.floor((next.key as number) / chunksPerSeries)
    const level = levelOfSeries(found)
    const cutoff = Math.floor((nowMs - retention[level]) / levelShape(level).chunkMs)
    if (Number.isFinite(cutoff) && cutoff > 0) this.#statements.pruneChunks.run(chunkKey(found, 0), chunkKey(found, cutoff))
    return found + 1
  }

  #upsert(bars: Float64Array): void {
    const { recent } = this.#statements
    for (let at = 0; at < bars.length; at += batchWidth) {
      recent.run(
        bars[at] as number,
        bars[at + 2] as number,
        bars[at + 1] as number,
        bars[at + 3] as number,
        bars[at + 4] as number,
        bars[at + 5] as number,
        bars[at + 6] as number,
        bars[at + 7] as number,
        bars[at + 8] as number,
        bars[at + 9] as number,
      )
    }
  }

  #compactNext(nowMs: number): boolean {
    const row = this.#statements.nextRecent.get(this.#cursor)
    if (row === undefined) {
      this.#cursor = -1
      return false
    }
    const series = row.series as number
    const { chunkMs } = levelShape(levelOfSeries(series))
    const chunk = Math.floor((row.time as number) / chunkMs)
    if ((chunk + 1) * chunkMs + chunkGraceMs > nowMs) {
      this.#cursor = series
      return true
    }
    // The same series again, as it may have more than one; unless rows stay, which would be found again and again.
    this.#cursor = this.#writeChunk(series, chunk, new BarRows(0), undefined) ? series - 1 : series
    return true
  }

  #fill(fill: Fill, nowMs: number): void {
    const level = levelOfSeries(fill.series)
    const { chunkMs } = levelShape(level)
    const rows = BarRows.from(fill.bars)
    const scale = this.#scaleOf(fill.scale)
    let from = 0
    while (from < rows.count) {
      const chunk = Math.floor(rows.timeMs(from) / chunkMs)
      let to = from
      while (to < rows.count && rows.timeMs(to) < (chunk + 1) * chunkMs) to++
      const part = rows.slice(from, to)
      if (level === hoursLevel) this.#writeHours(fill.series, chunk, part, scale)
      else if ((chunk + 1) * chunkMs + chunkGraceMs <= nowMs) this.#writeChunk(fill.series, chunk, part, scale)
      else this.#upsert(asBatch(part, fill.series, fill.scale))
      from = to
    }
    for (const { fromMs, toMs } of fill.known) this.#addFilled(fill.series, fromMs, toMs)
  }

  /** Spans that touch become one, so that a backfill in a thousand steps leaves one row. */
  #addFilled(series: number, fromMs: number, toMs: number): void {
    let from = Math.floor(fromMs)
    let to = Math.floor(toMs)
    for (const row of this.#statements.filledTouching.all(series, to, from)) {
      from = Math.min(from, row.from_ms as number)
      to = Math.max(to, row.to_ms as number)
    }
    this.#statements.removeFilled.run(series, to, from)
    this.#statements.filled.run(series, from, to)
  }

  /**
   * Joins what the chunk has, its single rows, and new bars, each over the one before. False when some stay single rows, in a
   * scale of their own, since that of the chunk cannot express them.
   */
  #writeChunk(series: number, chunk: number, over: BarRows, overScale: Scale | undefined): boolean {
    const level = levelOfSeries(series)
    const { chunkMs } = levelShape(level)
    const layers = this.#storedLayers(series, level, chunk)
    if (overScale !== undefined && over.count > 0) layers.push({ rows: over, scale: overScale })
    const scale = layers.map((layer) => layer.scale).reduce(finerScale)
    let rows = new BarRows(0)
    const singles = new Map<number, Float64Array>()
    for (const layer of layers) {
      for (let row = 0; row < layer.rows.count; row++) singles.delete(layer.rows.timeMs(row))
      this.#rescaled(series, layer, scale, singles)
      rows = mergeRows(rows, layer.rows)
    }
    this.#put(series, level, chunk, rows.expressed(), scale)
    this.#statements.removeRecent.run(series, chunk * chunkMs, (chunk + 1) * chunkMs)
    for (const single of singles.values()) this.#upsert(single)
    if (level === minutesLevel) this.#writeHoursOf(series, chunk, rows, scale)
    return singles.size === 0
  }

  /** Rescales a layer in place; what that cannot express goes to `singles` as it was. */
  #rescaled(series: number, layer: Layer, scale: Scale, singles: Map<number, Float64Array>): void {
    if (layer.scale.tick === scale.tick && layer.scale.lot === scale.lot) return
    const before = layer.rows.slice(0, layer.rows.count)
    if (rescale(layer.rows, 0, layer.scale, scale) === 0) return
    for (let row = 0; row < before.count; row++) {
      if (!layer.rows.isBlank(row) || before.isBlank(row)) continue
      singles.set(before.timeMs(row), asBatch(before.slice(row, row + 1), series, this.#scaleId(layer.scale)))
    }
  }

  #writeHoursOf(series: number, chunk: number, rows: BarRows, scale: Scale): void {
    const hourChunk = Math.floor((chunk * dayMs) / levelShape(hoursLevel).chunkMs)
    this.#writeHours(seriesOf(symbolOfSeries(series), hoursLevel), hourChunk, derive(rows, '1h'), scale)
  }

  #writeHours(series: number, chunk: number, hours: BarRows, scale: Scale): void {
    const stored = this.#readChunk(series, hoursLevel, chunk)
    const both = stored === undefined ? scale : finerScale(stored.scale, scale)
    const singles = new Map<number, Float64Array>()
    if (stored !== undefined) this.#rescaled(series, stored, both, singles)
    this.#rescaled(series, { rows: hours, scale }, both, singles)
    this.#put(series, hoursLevel, chunk, mergeHours(stored?.rows ?? new BarRows(0), hours).expressed(), both)
    for (let row = 0; row < hours.count; row++) {
      const timeMs = hours.timeMs(row)
      this.#statements.removeRecent.run(series, timeMs, timeMs + 1)
    }
    for (const single of singles.values()) this.#upsert(single)
  }

  #storedLayers(series: number, level: Level, chunk: number): Layer[] {
    const { chunkMs } = levelShape(level)
    const stored = this.#readChunk(series, level, chunk)
    const layers = stored === undefined ? [] : [stored]
    const byScale = new Map<number, BarRows>()
    for (const row of this.#statements.recentOf.all(series, chunk * chunkMs, (chunk + 1) * chunkMs) as unknown as number[][]) {
      const scaleId = row[0] as number
      const rows = byScale.get(scaleId) ?? new BarRows(1_440)
      byScale.set(scaleId, rows)
      const offset = rows.add()
      for (let column = 0; column < rowWidth; column++) rows.values[offset + column] = row[column + 1] as number
    }
    for (const [scaleId, rows] of byScale) layers.push({ rows, scale: this.#scaleOf(scaleId) })
    return layers
  }

  #readChunk(series: number, level: Level, chunk: number): Layer | undefined {
    const row = this.#statements.chunkAt.get(chunkKey(series, chunk))
    if (row === undefined) return undefined
    const { chunkMs, stepMs } = levelShape(level)
    const rows = new BarRows(1_440)
    decodeBars(row.bars as Uint8Array, chunkOfKey(row.key as number) * chunkMs, stepMs, rows)
    return { rows, scale: this.#scaleOf(row.scale as number) }
  }

  #put(series: number, level: Level, chunk: number, rows: BarRows, scale: Scale): void {
    if (rows.count === 0) return
    const { chunkMs, stepMs } = levelShape(level)
    this.#statements.chunk.run(chunkKey(series, chunk), this.#scaleId(scale), encodeBars(rows, chunk * chunkMs, stepMs))
  }

  #scaleOf(id: number): Scale {
    const scale = this.#scales.get(id)
    if (scale === undefined) throw new RangeError(`No scale ${id} in the store`)
    return scale
  }

  /** Scales that only arise here, where chunks of different ones meet, get negative ids: the other side gives out positive ones. */
  #scaleId(scale: Scale): number {
    for (const [id, known] of this.#scales) if (known.tick === scale.tick && known.lot === scale.lot) return id
    const id = -(this.#scaleIdMax + 1)
    this.#statements.scale.run(id, scale.tick, scale.lot)
    this.#addScale(id, scale.tick, scale.lot)
    return id
  }

  #addScale(id: number, tick: string, lot: string): void {
    this.#scales.set(id, { tick, lot })
    this.#scaleIdMax = Math.max(this.#scaleIdMax, Math.abs(id))
  }

  #transaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      work()
      this.#database.exec('COMMIT')
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }
}

function asBatch(rows: BarRows, series: number, scale: number): Float64Array {
  const batch = new Float64Array(rows.count * batchWidth)
  for (let row = 0; row < rows.count; row++) {
    batch[row * batchWidth] = series
    batch[row * batchWidth + 1] = scale
    for (let column = 0; column < rowWidth; column++) {
      batch[row * batchWidth + 2 + column] = rows.values[row * rowWidth + column] as number
    }
  }
  return batch
}

function prepareAll(database: DatabaseSync) {
  const statement = (text: string): StatementSync => database.prepare(text)
  const recentOf = statement(
    `SELECT scale, time, open, high, low, close, volume_high, volume_low, trades
     FROM recent WHERE series = ? AND time >= ? AND time < ? ORDER BY time`,
  )
  recentOf.setReturnArrays(true)
  return {
    recentOf,
    symbol: statement('INSERT OR REPLACE INTO symbol VALUES (?, ?, ?)'),
    scale: statement('INSERT OR IGNORE INTO scale VALUES (?, ?, ?)'),
    recent: statement('INSERT OR REPLACE INTO recent VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    removeRecent: statement('DELETE FROM recent WHERE series = ? AND time >= ? AND time < ?'),
    nextRecent: statement('SELECT series, time FROM recent WHERE series > ? ORDER BY series, time LIMIT 1'),
    chunk: statement('INSERT OR REPLACE INTO chunk VALUES (?, ?, ?)'),
    chunkAt: statement('SELECT key, scale, bars FROM chunk WHERE key = ?'),
    nextChunkSeries: statement('SELECT key FROM chunk WHERE key >= ? ORDER BY key LIMIT 1'),
    pruneChunks: statement('DELETE FROM chunk WHERE key >= ? AND key < ?'),
    live: statement('INSERT INTO live VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET to_ms = excluded.to_ms'),
    member: statement('INSERT OR REPLACE INTO member VALUES (?, ?, ?, ?)'),
    removeLost: statement('DELETE FROM lost WHERE symbol = ?'),
    removeLostAt: statement('DELETE FROM lost WHERE symbol = ? AND from_ms = ?'),
    lost: statement('INSERT OR REPLACE INTO lost VALUES (?, ?, ?)'),
    filledTouching: statement('SELECT from_ms, to_ms FROM filled WHERE series = ? AND from_ms <= ? AND to_ms >= ?'),
    removeFilled: statement('DELETE FROM filled WHERE series = ? AND from_ms <= ? AND to_ms >= ?'),
    filled: statement('INSERT OR REPLACE INTO filled VALUES (?, ?, ?)'),
  }
}
