import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { parseStep } from '../../lib/market/step.ts'
import { formatStep } from '../../lib/market/steps.ts'
import { wideToBigInt } from '../../lib/market/wide.ts'
import { decodeBars } from './bar-codec.ts'
import { BarRows, rowWidth } from './bar-rows.ts'
import { chunkKey, chunkOfKey, chunksPerSeries, hoursLevel, levelOfSeries, levelShape, seriesOf } from './levels.ts'
import type { Scale } from './scale.ts'

interface Need {
  tick: number
  lot: number
}

/** A year of minutes takes 40 ms. What was not looked at by then is taken to need what there is. */
const symbolBudgetMs = 100
const budgetMs = 1_000

/**
 * The coarsest tick and lot, each a power of ten, that all stored bars of a symbol are whole multiples of. Asked at the first
 * sight of an instrument whose stored steps are finer than its venue's: most often the newest bars say that they are needed.
 */
export class NeededScale {
  readonly #chunks: StatementSync
  readonly #recent: StatementSync
  readonly #scaleOf: (id: number) => Scale
  readonly #onError: (error: unknown) => void
  #leftMs = budgetMs

  constructor(database: DatabaseSync, scaleOf: (id: number) => Scale, onError: (error: unknown) => void) {
    this.#scaleOf = scaleOf
    this.#onError = onError
    this.#chunks = database.prepare('SELECT key, scale, bars FROM chunk WHERE key >= ? AND key < ? ORDER BY key DESC')
    this.#recent = database.prepare(
      `SELECT scale, time, open, high, low, close, volume_high, volume_low, trades
       FROM recent WHERE series BETWEEN ? AND ? ORDER BY series DESC, time DESC`,
    )
    this.#recent.setReturnArrays(true)
  }

  /** `stored` itself where they need it, or it cannot be told. */
  of(symbolId: number, stored: Scale): Scale {
    const startedMs = performance.now()
    try {
      return this.#look(symbolId, stored, startedMs + Math.min(symbolBudgetMs, this.#leftMs))
    } catch (error) {
      this.#onError(error)
      return stored
    } finally {
      this.#leftMs -= performance.now() - startedMs
    }
  }

  #look(symbolId: number, stored: Scale, untilMs: number): Scale {
    const limit = { tick: parseStep(stored.tick).decimals, lot: parseStep(stored.lot).decimals }
    const need = { tick: 0, lot: 0 }
    for (const [rows, scale] of this.#stored(symbolId)) {
      raise(need, rows, scale)
      if (need.tick >= limit.tick && need.lot >= limit.lot) break
      if (performance.now() >= untilMs) return stored
    }
    return {
      tick: need.tick >= limit.tick ? stored.tick : formatStep({ multiple: 1, decimals: need.tick }),
      lot: need.lot >= limit.lot ? stored.lot : formatStep({ multiple: 1, decimals: need.lot }),
    }
  }

  *#stored(symbolId: number): Iterable<[BarRows, Scale]> {
    const [first, last] = [seriesOf(symbolId, 0), seriesOf(symbolId, hoursLevel)]
    for (const row of this.#recent.iterate(first, last) as unknown as Iterable<number[]>) {
      yield [BarRows.from(Float64Array.from(row.slice(1, 1 + rowWidth))), this.#scaleOf(row[0] as number)]
    }
    for (const row of this.#chunks.iterate(chunkKey(first, 0), chunkKey(last, chunksPerSeries))) {
      const { chunkMs, stepMs } = levelShape(levelOfSeries(Math.floor(Number(row.key) / chunksPerSeries)))
      const rows = new BarRows(1_440)
      decodeBars(row.bars as Uint8Array, chunkOfKey(Number(row.key)) * chunkMs, stepMs, rows)
      yield [rows, this.#scaleOf(Number(row.scale))]
    }
  }
}

/** Makes `need` the decimals that these bars need, where they need more. */
function raise(need: Need, rows: BarRows, scale: Scale): void {
  const tick = parseStep(scale.tick)
  const lot = parseStep(scale.lot)
  // A step that is no power of ten is a venue's own: it is not taken apart.
  if (tick.multiple !== 1) need.tick = Math.max(need.tick, tick.decimals)
  if (lot.multiple !== 1) need.lot = Math.max(need.lot, lot.decimals)
  const { values } = rows
  for (let offset = 0; offset < rows.count * rowWidth; offset += rowWidth) {
    // The places that none of the numbers before has used must be zero in each.
    for (let column = 1; column <= 4 && need.tick < tick.decimals; ) {
      if ((values[offset + column] as number) % 10 ** (tick.decimals - need.tick) === 0) column++
      else need.tick += 1
    }
    if (need.lot >= lot.decimals) continue
    const volume = wideToBigInt(values[offset + 5] as number, values[offset + 6] as number)
    while (need.lot < lot.decimals && volume % 10n ** BigInt(lot.decimals - need.lot) !== 0n) need.lot += 1
  }
}
