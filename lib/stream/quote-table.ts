import { createQuoteColumns, growQuoteColumns, type QuoteColumns } from '../market/quote-columns.ts'
import { scaleRow } from '../market/refine-row.ts'
import { parseStep, type Step, stepRatio } from '../market/step.ts'
import { type TierHz, tiersHz, type WireInstrument } from '../protocol/messages.ts'
import { hashRow } from '../protocol/state-hash.ts'

/** An instrument with its steps taken apart. */
export interface DefinedInstrument {
  readonly instrument: WireInstrument
  readonly price: Step
  readonly size: Step
}

const rowsFirst = 64
const known = 1
const dirty = 2
const awaited = 4
const everKnown = 8

/**
 * The state of every instrument the page has met, a row each, as the freshest of its streams has it. Written for every
 * update (`accept`), read once per flush: no allocation between.
 */
export class QuoteTable {
  columns: QuoteColumns = createQuoteColumns(rowsFirst)
  /** Server time of the frame that brought the row's state. */
  frameMs = new Float64Array(rowsFirst)
  /** Sign of the latest change of `last`. */
  direction = new Int8Array(rowsFirst)
  /** Of the trades merged since the flush before: set by `merge`, kept while there are none. */
  mergedTrades = new Float64Array(rowsFirst)
  mergedHigh = new Float64Array(rowsFirst)
  mergedLow = new Float64Array(rowsFirst)
  /** Rows that changed since the last flush, in order of their first change. */
  dirtyRows = new Int32Array(rowsFirst)
  dirtyCount = 0
  /** Updates accepted or merged, trades they held; since the page was opened. */
  updates = 0
  trades = 0
  /** Since `awaitAll`: what passed while the connection was lost. */
  missedTrades = 0
  missedInstruments = 0
  /** Whether the above mean anything: not before a first reconnect, nor where the server's counters started again. */
  hasAwaited = false
  /** Called with the row when the ticks or lots of an instrument the page already had became finer, by whole ratios. */
  onRefined: (row: number, priceRatio: number, sizeRatio: number) => void = ignore
  /** They became coarser, as they may in a new epoch: numbers in the old ones mean nothing any more. */
  onCoarser: (row: number) => void = ignore

  /** Of those that have a row, which stream should keep it; -1: no matter. */
  streamWanted: (row: number) => number = () => -1

  readonly symbols: string[] = []
  readonly instruments: (DefinedInstrument | undefined)[] = []
  readonly #rows = new Map<string, number>()
  #flags = new Uint8Array(rowsFirst)
  /** Which stream the row's state is from; -1: none of this connection. */
  #source = new Int16Array(rowsFirst).fill(-1)
  /** Which stream is to keep the row next, and its number of trades; -1: none. */
  #successor = new Int16Array(rowsFirst).fill(-1)
  #successorTradeCount = new Float64Array(rowsFirst)
  #successorMs = new Float64Array(rowsFirst)
  #flushedTradeCount = new Float64Array(rowsFirst)
  #high = new Float64Array(rowsFirst).fill(Number.NEGATIVE_INFINITY)
  #low = new Float64Array(rowsFirst).fill(Number.POSITIVE_INFINITY)

  get size(): number {
    return this.symbols.length
  }

  find(symbol: string): number | undefined {
    return this.#rows.get(symbol)
  }

  /** The row of a symbol, made when it has none yet. */
  rowOf(symbol: string): number {
    const existing = this.#rows.get(symbol)
    if (existing !== undefined) return existing
    const row = this.symbols.length
    if (row >= this.columns.capacity) this.#grow(row + 1)
    this.symbols.push(symbol)
    this.instruments.push(undefined)
    this.#rows.set(symbol, row)
    return row
  }

  /** Whether the row has had a state, be it from before a reconnect. */
  has(row: number): boolean {
    return ((this.#flags[row] as number) & everKnown) !== 0
  }

  /** Whether the row has had a state of this epoch, and nothing speaks against it. */
  knows(row: number): boolean {
    return ((this.#flags[row] as number) & known) !== 0
  }

  /** Registers an instrument or what changed of its definition; numbers the row holds are multiplied to finer steps. */
  define(instrument: WireInstrument): number {
    const row = this.rowOf(instrument.symbol)
    const before = this.instruments[row]
    const defined = { instrument, price: parseStep(instrument.tickSize), size: parseStep(instrument.lotSize) }
    this.instruments[row] = defined
    if (before === undefined) return row
    const priceRatio = stepRatio(before.price, defined.price)
    const sizeRatio = stepRatio(before.size, defined.size)
    if (!Number.isInteger(priceRatio) || !Number.isInteger(sizeRatio)) {
      this.#flags[row] = (this.#flags[row] as number) & dirty
      this.onCoarser(row)
    } else if (priceRatio !== 1 || sizeRatio !== 1) {
      this.#rescale(row, priceRatio, sizeRatio)
      this.onRefined(row, priceRatio, sizeRatio)
    }
    this.touch(row)
    return row
  }

  /**
   * Takes a row of a stream's columns. While a symbol changes its rate two streams have it: updates of both must not mix, or
   * what is merged into them would overlap or leave a gap (P1). The one that keeps the row goes on until the one that is
   * wanted stands at the same trade. `high` and `low` are of the `trades` merged into this update; infinite when there were none.
   */
  accept(
    stream: number,
    from: QuoteColumns,
    fromRow: number,
    row: number,
    timeMs: number,
    trades: number,
    high: number,
    low: number,
  ): void {
    const flags = this.#flags[row] as number
    const own = this.columns
    const tradeCount = from.tradeCount[fromRow] as number
    const tradeCountBefore = own.tradeCount[row] as number
    this.updates += 1
    if ((flags & known) !== 0) {
      if (this.#source[row] !== stream && !this.#takesOver(stream, from, fromRow, row, timeMs, trades)) return
      // It has not come to what the row has from a stream that is no more.
      if (tradeCount < tradeCountBefore) return
    }
    if ((flags & awaited) !== 0) this.#arrived(row, tradeCount - tradeCountBefore)
    if ((flags & known) === 0) {
      // The first state of an epoch: what was traded before it is not news.
      this.#flushedTradeCount[row] = tradeCount
    } else if (tradeCount > tradeCountBefore) {
      this.trades += tradeCount - tradeCountBefore
      if (high > (this.#high[row] as number)) this.#high[row] = high
      if (low < (this.#low[row] as number)) this.#low[row] = low
    }
    const last = from.last[fromRow] as number
    const lastBefore = own.last[row] as number
    if (last !== lastBefore && last !== 0 && lastBefore !== 0) this.direction[row] = last > lastBefore ? 1 : -1
    copyRow(from, fromRow, own, row)
    this.frameMs[row] = timeMs
    this.#source[row] = stream
    const successor = this.#successor[row] as number
    // It keeps the row already: looking for the moment to hand it over would go on with every update.
    if (successor === stream) this.#successor[row] = -1
    else if (successor !== -1) this.#succeed(row, timeMs, tradeCount)
    if ((flags & (known | dirty)) === (known | dirty)) return
    this.#flags[row] = (this.#flags[row] as number) | known | everKnown
    this.touch(row)
  }

  /** A stream no longer has the row; `next` is the one that has it instead, -1: none is known to. */
  release(stream: number, row: number, next = -1): void {
    if (this.#successor[row] === stream) this.#successor[row] = -1
    if (this.#source[row] !== stream) return
    if (next < 0) this.orphan(row)
    else this.#source[row] = next
    this.#successor[row] = -1
  }

  /** A stream that may still be behind what the row has keeps it from here on. */
  adopt(stream: number, row: number): void {
    this.#source[row] = stream
  }

  /** The stream that keeps the row; -1: none. */
  sourceOf(row: number): number {
    return this.#source[row] as number
  }

  /** Marks a row for the next flush. */
  touch(row: number): void {
    const flags = this.#flags[row] as number
    if ((flags & dirty) !== 0) return
    this.#flags[row] = flags | dirty
    this.dirtyRows[this.dirtyCount] = row
    this.dirtyCount += 1
  }

  /** Whether a stream of this connection keeps the row: what it says is of now. */
  isCurrent(row: number): boolean {
    return (this.#source[row] as number) >= 0
  }

  /** No stream keeps the row any longer. */
  orphan(row: number): void {
    if ((this.#source[row] as number) < 0) return
    this.#source[row] = -1
    this.touch(row)
  }

  /** Begins a flush of all that changed: what was merged into each row is worked out. */
  takeDirty(): number {
    const count = this.takeChanged()
    for (let position = 0; position < count; position++) this.merge(this.dirtyRows[position] as number)
    return count
  }

  /** The rows that changed stay in `dirtyRows` until the next change; what was merged into them goes on growing until `merge`. */
  takeChanged(): number {
    const count = this.dirtyCount
    for (let position = 0; position < count; position++) {
      const row = this.dirtyRows[position] as number
      this.#flags[row] = (this.#flags[row] as number) & ~dirty
    }
    this.dirtyCount = 0
    return count
  }

  /** Works out what was merged into a row since this was last done. */
  merge(row: number): void {
    const tradeCount = this.columns.tradeCount[row] as number
    const merged = tradeCount - (this.#flushedTradeCount[row] as number)
    if (merged <= 0) return
    this.#flushedTradeCount[row] = tradeCount
    const last = this.columns.last[row] as number
    const high = this.#high[row] as number
    const low = this.#low[row] as number
    this.mergedTrades[row] = merged
    this.mergedHigh[row] = high === Number.NEGATIVE_INFINITY ? last : high
    this.mergedLow[row] = low === Number.POSITIVE_INFINITY ? last : low
    this.#high[row] = Number.NEGATIVE_INFINITY
    this.#low[row] = Number.POSITIVE_INFINITY
  }

  /** A new connection: no stream owns a row. In a new epoch counters start again, so that nothing can be compared. */
  forgetSources(newEpoch: boolean): void {
    this.#successor.fill(-1)
    for (let row = 0; row < this.size; row++) {
      this.orphan(row)
      if (newEpoch) this.#flags[row] = (this.#flags[row] as number) & ~(known | awaited)
    }
    if (newEpoch) this.hasAwaited = false
  }

  /** What the rows of a stream have was found wrong: nobody keeps them, and their next state is taken whatever it is. */
  distrust(stream: number): void {
    for (let row = 0; row < this.size; row++) {
      if (this.#successor[row] === stream) this.#successor[row] = -1
      if (this.#source[row] !== stream) continue
      this.#flags[row] = (this.#flags[row] as number) & ~known
      this.orphan(row)
    }
  }

  /** Its next state is taken whatever it is. */
  forget(row: number): void {
    this.#flags[row] = (this.#flags[row] as number) & ~(known | awaited)
  }

  /** Counts what was missed from the first state each of these rows gets. */
  awaitRows(rows: Iterable<number>): void {
    this.missedTrades = 0
    this.missedInstruments = 0
    this.hasAwaited = true
    for (const row of rows) {
      const flags = this.#flags[row] as number
      if ((flags & known) !== 0) this.#flags[row] = flags | awaited
    }
  }

  /** Whether an update of a stream that does not keep the row is taken all the same. */
  #takesOver(stream: number, from: QuoteColumns, fromRow: number, row: number, timeMs: number, trades: number): boolean {
    const own = this.columns
    const tradeCount = from.tradeCount[fromRow] as number
    const before = own.tradeCount[row] as number
    const older = timeMs < (this.frameMs[row] as number)
    // Nobody keeps it. What a snapshot says may be newer than the time of its stream's latest frame; where it is older, a tick follows.
    if ((this.#source[row] as number) < 0) return tradeCount >= before
    const wanted = this.streamWanted(row)
    if (stream !== wanted && this.#source[row] === wanted) return false
    if (tradeCount === before) {
      // The time of a snapshot is that of its stream's latest frame, what it says may be newer: one of the two will tell more.
      if (older && !sameRow(from, fromRow, own, row)) return false
      this.#source[row] = stream
      this.#successor[row] = -1
      return !older
    }
    if (trades === 0) return false
    if (tradeCount - trades === before) return true
    if (stream !== wanted) return false
    this.#successor[row] = stream
    this.#successorTradeCount[row] = tradeCount
    this.#successorMs[row] = timeMs
    return false
  }

  /** The stream that is wanted was told of the same trades in the same flush: both have the same state. */
  #succeed(row: number, timeMs: number, tradeCount: number): void {
    const successor = this.#successor[row] as number
    const same = this.#successorTradeCount[row] === tradeCount && this.#successorMs[row] === timeMs
    if (same && successor === this.streamWanted(row)) this.#source[row] = successor
    if (same || successor !== this.streamWanted(row)) this.#successor[row] = -1
  }

  #arrived(row: number, missed: number): void {
    this.#flags[row] = (this.#flags[row] as number) & ~awaited
    if (missed <= 0) return
    this.missedTrades += missed
    this.missedInstruments += 1
  }

  #rescale(row: number, priceRatio: number, sizeRatio: number): void {
    scaleRow(this.columns, row, priceRatio, sizeRatio)
    for (const column of [this.mergedHigh, this.mergedLow, this.#high, this.#low]) {
      column[row] = (column[row] as number) * priceRatio
    }
  }

  #grow(rows: number): void {
    this.columns = growQuoteColumns(this.columns, rows)
    const { capacity } = this.columns
    this.frameMs = grown(this.frameMs, new Float64Array(capacity))
    this.direction = grown(this.direction, new Int8Array(capacity))
    this.mergedTrades = grown(this.mergedTrades, new Float64Array(capacity))
    this.mergedHigh = grown(this.mergedHigh, new Float64Array(capacity))
    this.mergedLow = grown(this.mergedLow, new Float64Array(capacity))
    this.dirtyRows = grown(this.dirtyRows, new Int32Array(capacity))
    this.#flags = grown(this.#flags, new Uint8Array(capacity))
    this.#source = grown(this.#source, new Int16Array(capacity).fill(-1))
    this.#successor = grown(this.#successor, new Int16Array(capacity).fill(-1))
    this.#successorTradeCount = grown(this.#successorTradeCount, new Float64Array(capacity))
    this.#successorMs = grown(this.#successorMs, new Float64Array(capacity))
    this.#flushedTradeCount = grown(this.#flushedTradeCount, new Float64Array(capacity))
    this.#high = grown(this.#high, new Float64Array(capacity).fill(Number.NEGATIVE_INFINITY))
    this.#low = grown(this.#low, new Float64Array(capacity).fill(Number.POSITIVE_INFINITY))
  }
}

/** Names a stream in the table by its rate: its tier. A rate that is no tier, which no server grants, has a name of its own. */
export function streamOf(rate: number): number {
  const tier = tiersHz.indexOf(rate as TierHz)
  return tier >= 0 ? tier : 100 + Math.round(rate)
}

function ignore(): void {
  // Replaced by whoever keeps numbers of this instrument elsewhere.
}

function grown<Column extends { set(from: Column): void }>(from: Column, to: Column): Column {
  to.set(from)
  return to
}

/** Whether what a viewer sees of two rows is the same. */
function sameRow(left: QuoteColumns, leftRow: number, right: QuoteColumns, rightRow: number): boolean {
  return hashRow(left, leftRow) === hashRow(right, rightRow)
}

/** By name, one after the other: a loop over names is a keyed lookup per column, and this runs per update. */
function copyRow(from: QuoteColumns, fromRow: number, to: QuoteColumns, row: number): void {
  to.last[row] = from.last[fromRow] as number
  to.bid[row] = from.bid[fromRow] as number
  to.ask[row] = from.ask[fromRow] as number
  to.bidSize[row] = from.bidSize[fromRow] as number
  to.askSize[row] = from.askSize[fromRow] as number
  to.dayOpen[row] = from.dayOpen[fromRow] as number
  to.dayHigh[row] = from.dayHigh[fromRow] as number
  to.dayLow[row] = from.dayLow[fromRow] as number
  to.tradeCount[row] = from.tradeCount[fromRow] as number
  to.volumeHigh[row] = from.volumeHigh[fromRow] as number
  to.volumeLow[row] = from.volumeLow[fromRow] as number
  to.dayVolumeBaseHigh[row] = from.dayVolumeBaseHigh[fromRow] as number
  to.dayVolumeBaseLow[row] = from.dayVolumeBaseLow[fromRow] as number
  to.venueTimeMs[row] = from.venueTimeMs[fromRow] as number
  to.receivedTimeMs[row] = from.receivedTimeMs[fromRow] as number
  to.status[row] = from.status[fromRow] as number
}
