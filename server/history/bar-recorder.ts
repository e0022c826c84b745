import { barStartMs } from '../../lib/market/bar.ts'
import type { BarMemory } from '../../lib/market/bar-history.ts'
import type { InstrumentSource } from '../../lib/market/market-view.ts'
import { type InstrumentId, instrumentId } from '../../lib/market/units.ts'
import type { ComposedBars } from './composed-bars.ts'
import { type Level, minutesLevel, secondsLevel, seriesOf } from './levels.ts'
import type { SymbolTable } from './symbol-table.ts'
import { batchWidth } from './write-batch.ts'

/** Time spans whose bars a batch carries, to be marked again when it fails. */
export interface TakenBars {
  readonly bars: Float64Array<ArrayBuffer>
  readonly spans: readonly (readonly [id: InstrumentId, fromMs: number, toMs: number])[]
}

/** Which bars changed since they were last written. */
export class BarRecorder {
  readonly #memory: BarMemory
  readonly #instruments: InstrumentSource
  readonly #composed: ComposedBars
  readonly #symbols: SymbolTable
  #from = new Float64Array(256).fill(Number.POSITIVE_INFINITY)
  #to = new Float64Array(256).fill(Number.NEGATIVE_INFINITY)
  #dirty: InstrumentId[] = []
  /** Those of the flush that is under way. */
  #taking: InstrumentId[] = []
  #batch = new Float64Array(batchWidth * 1_024)
  #length = 0

  constructor(memory: BarMemory, instruments: InstrumentSource, composed: ComposedBars, symbols: SymbolTable) {
    this.#memory = memory
    this.#instruments = instruments
    this.#composed = composed
    this.#symbols = symbols
  }

  /** Instruments with bars to write. */
  get waiting(): number {
    return this.#dirty.length + this.#taking.length
  }

  /** Whether everything that had changed at `begin` was taken. */
  get done(): boolean {
    return this.#taking.length === 0
  }

  /** A flush is of what has changed until now: what keeps changing must not keep it from ending. */
  begin(): void {
    if (this.#taking.length === 0) this.#taking = this.#dirty
    else this.#taking = [...this.#dirty, ...this.#taking]
    this.#dirty = []
  }

  /** Of every trade, after memory has it. */
  barChanged(id: InstrumentId, timeMs: number): void {
    if (this.#composed.traded(id, timeMs)) this.#mark(id, timeMs, timeMs)
  }

  /**
   * Copies changed bars out of memory until it is `done`, `rowsMax` are taken, or `budgetMs` is over: the stream shares this
   * thread.
   */
  take(rowsMax: number, budgetMs: number): TakenBars {
    const untilMs = performance.now() + budgetMs
    const spans: TakenBars['spans'][number][] = []
    this.#length = 0
    while (this.#length < rowsMax * batchWidth && performance.now() < untilMs) {
      const id = this.#taking.pop()
      if (id === undefined) break
      const fromMs = this.#from[id] as number
      const toMs = this.#to[id] as number
      this.#from[id] = Number.POSITIVE_INFINITY
      this.#to[id] = Number.NEGATIVE_INFINITY
      spans.push([id, fromMs, toMs])
      this.#copy(id, fromMs, toMs)
    }
    return { bars: this.#batch.slice(0, this.#length), spans }
  }

  /** The batch was not stored. */
  putBack(taken: TakenBars): void {
    for (const [id, fromMs, toMs] of taken.spans) this.#mark(id, fromMs, toMs)
  }

  #mark(id: InstrumentId, fromMs: number, toMs: number): void {
    if (id >= this.#from.length) this.#grow(id)
    if (this.#from[id] === Number.POSITIVE_INFINITY) this.#dirty.push(instrumentId(id))
    if (fromMs < (this.#from[id] as number)) this.#from[id] = fromMs
    if (toMs > (this.#to[id] as number)) this.#to[id] = toMs
  }

  #copy(id: InstrumentId, fromMs: number, toMs: number): void {
    const numbers = this.#symbols.of(this.#instruments.get(id))
    this.#copyLevel(id, '1m', minutesLevel, numbers, fromMs, toMs)
    this.#copyLevel(id, '1s', secondsLevel, numbers, fromMs, toMs)
  }

  #copyLevel(
    id: InstrumentId,
    interval: '1s' | '1m',
    level: Level,
    numbers: { readonly id: number; readonly scaleId: number },
    fromMs: number,
    toMs: number,
  ): void {
    const start = Math.max(barStartMs(fromMs, interval), this.#composed.knownFromMs(id, interval))
    const series = seriesOf(numbers.id, level)
    for (const bar of this.#memory.read(id, interval, start, toMs + 1, Number.MAX_SAFE_INTEGER)) {
      const at = this.#length
      if (at + batchWidth > this.#batch.length) this.#growBatch()
      this.#batch[at] = series
      this.#batch[at + 1] = numbers.scaleId
      this.#batch[at + 2] = bar.timeMs
      this.#batch[at + 3] = bar.open
      this.#batch[at + 4] = bar.high
      this.#batch[at + 5] = bar.low
      this.#batch[at + 6] = bar.close
      this.#batch[at + 7] = bar.volumeHigh
      this.#batch[at + 8] = bar.volumeLow
      this.#batch[at + 9] = bar.tradeCount
      this.#length = at + batchWidth
    }
  }

  #grow(id: number): void {
    const capacity = Math.max(id + 1, this.#from.length * 2)
    const from = new Float64Array(capacity).fill(Number.POSITIVE_INFINITY)
    from.set(this.#from)
    this.#from = from
    const to = new Float64Array(capacity).fill(Number.NEGATIVE_INFINITY)
    to.set(this.#to)
    this.#to = to
  }

  #growBatch(): void {
    const grown = new Float64Array(this.#batch.length * 2)
    grown.set(this.#batch)
    this.#batch = grown
  }
}
