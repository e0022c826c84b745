import { type Bar, barStartMs, type Interval, intervalLengthMs } from '../../lib/market/bar.ts'
import type { BarMemory, TimeRange } from '../../lib/market/bar-history.ts'
import type { BarSource } from '../../lib/market/bar-source.ts'
import type { Instrument } from '../../lib/market/instrument.ts'
import type { InstrumentSource } from '../../lib/market/market-view.ts'
import type { InstrumentId } from '../../lib/market/units.ts'
import { wideUnit } from '../../lib/market/wide.ts'
import { BarRows } from './bar-rows.ts'
import { dayMs, storableToMs } from './levels.ts'
import { rescale, type Scale } from './scale.ts'

/** Reads the store on this thread. */
export interface StoredBars {
  read(symbolId: number, interval: Interval, fromMs: number, toMs: number, limit: number, scale: Scale): BarRows
}

/** Reads the store on another thread. */
export type StoredBarsAsync = (
  symbolId: number,
  interval: Interval,
  fromMs: number,
  toMs: number,
  limit: number,
  scale: Scale,
) => Promise<BarRows>

export interface ComposedBarsOptions {
  readonly memory: BarMemory
  readonly instruments: InstrumentSource
  readonly stored: StoredBars
  readonly storedAsync: StoredBarsAsync
  /** undefined: nothing of it was ever stored. */
  readonly symbolId: (instrument: Instrument) => number | undefined
  /** Whether a venue's history told this minute. */
  readonly isFilled: (symbolId: number, minuteMs: number) => boolean
  readonly now: () => number
  /** Of these bars memory cannot have what is stored, so that longer ones which it derives lack their part. */
  readonly onBlank: (symbolId: number, spans: readonly TimeRange[]) => void
  /** The store cannot be read on this thread: what memory has is given instead. */
  readonly onError: (error: unknown) => void
}

interface Told {
  readonly bar: Bar
  readonly scale: Scale
}

/** A trade that belongs further back than this does not correct its second, nor, for a day, its minute. */
const lateSecondsMs = 3_600_000
const lateMinutesMs = dayMs

/**
 * Memory and store as one. Memory holds everything from `knownFrom` on: at the first sight of an instrument the bars that
 * were forming when the process before ended are put back under the trades since, so that a restart neither loses nor
 * doubles any. What is older is read from the store, which nobody changes but through memory.
 */
export class ComposedBars implements BarSource {
  readonly #options: ComposedBarsOptions
  /** By instrument id; NaN until it was first seen. */
  #minutesFrom = new Float64Array(256).fill(Number.NaN)
  #secondsFrom = new Float64Array(256).fill(Number.NaN)
  /** What venues told of minutes that memory holds, by instrument and start. */
  readonly #told = new Map<InstrumentId, Map<number, Told>>()
  #toldToMs = Number.NEGATIVE_INFINITY
  /** Stored bars that another thread could not give in the present tick and lot. */
  blanked = 0
  /** Late trades of bars that could not be corrected. */
  tooLate = 0

  constructor(options: ComposedBarsOptions) {
    this.#options = options
  }

  /**
   * A trade of this time is in memory. Makes sure that what was stored of its bars is there too. False: its bars are not
   * to be stored (a replay's past would be counted again at every start; a venue's nonsense).
   */
  traded(id: InstrumentId, timeMs: number): boolean {
    if (timeMs < this.#toldToMs) this.#keepTold(id, timeMs)
    if (timeMs >= (this.#secondsFrom[id] as number) && timeMs >= (this.#minutesFrom[id] as number)) return timeMs < storableToMs
    if (!isStored(this.#options.instruments.get(id)) || !(timeMs >= 0 && timeMs < storableToMs)) return false
    const nowMs = this.#options.now()
    const startMs = barStartMs(Math.min(timeMs, nowMs), '1m')
    this.#restoreSeen(id, nowMs)
    if (startMs < (this.#minutesFrom[id] as number) && startMs >= nowMs - lateMinutesMs) this.#restore(id, '1m', startMs)
    if (startMs < (this.#secondsFrom[id] as number) && startMs >= nowMs - lateSecondsMs) this.#restore(id, '1s', startMs)
    if (timeMs >= (this.#minutesFrom[id] as number)) return true
    this.tooLate += 1
    return false
  }

  /**
   * Bars of a venue's history, in the present tick and lot. Where memory holds their time they replace what it has, and stay:
   * the venue has counted all trades of a minute that is over, so one that reaches us later is among them already. Returns what
   * to call once they are stored: what memory took from the store in between lacks them.
   */
  told(id: InstrumentId, interval: '1s' | '1m', bars: readonly Bar[]): () => void {
    const knownMs = this.knownFromMs(id, interval)
    const { tickSize, lotSize } = this.#options.instruments.get(id)
    this.#tell(id, interval, bars)
    return () => {
      if (Object.is(this.knownFromMs(id, interval), knownMs)) return
      const now = this.#options.instruments.get(id)
      const rows = BarRows.of(bars)
      rescale(rows, 0, { tick: tickSize, lot: lotSize }, { tick: now.tickSize, lot: now.lotSize })
      this.#tell(id, interval, rows.expressed().bars())
    }
  }

  #tell(id: InstrumentId, interval: '1s' | '1m', bars: readonly Bar[]): void {
    const within = bars.filter(({ timeMs }) => timeMs >= this.knownFromMs(id, interval))
    if (within.length === 0) return
    this.#options.memory.backfill(id, interval, within, true)
    if (interval === '1s') return
    const { tickSize, lotSize } = this.#options.instruments.get(id)
    const told = this.#told.get(id) ?? new Map<number, Told>()
    this.#told.set(id, told)
    for (const bar of within) {
      told.set(bar.timeMs, { bar, scale: { tick: tickSize, lot: lotSize } })
      this.#toldToMs = Math.max(this.#toldToMs, bar.timeMs + 60_000)
    }
    const oldest = this.#options.now() - lateMinutesMs
    for (const timeMs of told.keys()) if (timeMs < oldest) told.delete(timeMs)
  }

  #keepTold(id: InstrumentId, timeMs: number): void {
    const told = this.#told.get(id)?.get(barStartMs(timeMs, '1m'))
    if (told === undefined) return
    const { tickSize, lotSize } = this.#options.instruments.get(id)
    const rows = BarRows.of([told.bar])
    rescale(rows, 0, told.scale, { tick: tickSize, lot: lotSize })
    this.#options.memory.backfill(id, '1m', rows.expressed().bars(), true)
  }

  /** Bars in memory that are older are not whole. */
  knownFromMs(id: InstrumentId, interval: '1s' | '1m'): number {
    return (interval === '1s' ? this.#secondsFrom[id] : this.#minutesFrom[id]) ?? Number.NaN
  }

  /** From here on bars of an hour and longer follow from the minutes in memory: an hour that only the store has is not seen. */
  minutesTellFromMs(id: InstrumentId): number {
    // Of what was never stored memory takes this day at the first sight of what is.
    return this.#plan(id, '1h', Number.NEGATIVE_INFINITY)?.boundaryMs ?? barStartMs(this.#options.now(), '1d')
  }

  read(id: InstrumentId, interval: Interval, fromMs: number, toMs: number, limit: number): Bar[] {
    const { memory } = this.#options
    const plan = this.#plan(id, interval, fromMs)
    if (plan === undefined) return memory.read(id, interval, fromMs, toMs, limit)
    const recent = memory.read(id, interval, Math.max(fromMs, plan.boundaryMs), toMs, limit)
    if (recent.length >= limit || fromMs >= plan.boundaryMs) return recent
    const end = Math.min(toMs, plan.boundaryMs)
    const stored = this.#tryRead(plan.symbolId, interval, fromMs, end, limit - recent.length, plan.scale)
    return stored === undefined ? memory.read(id, interval, fromMs, toMs, limit) : [...stored.expressed().bars(), ...recent]
  }

  /** As `read`, the stored part on another thread. Bars that cannot be given in the present tick and lot have NaN for prices. */
  async readAsync(id: InstrumentId, interval: Interval, fromMs: number, toMs: number, limit: number): Promise<Bar[]> {
    const { memory, storedAsync } = this.#options
    const plan = this.#plan(id, interval, fromMs)
    if (plan === undefined) return memory.read(id, interval, fromMs, toMs, limit)
    const { boundaryMs, symbolId, scale } = plan
    const before = memory.read(id, interval, Math.max(fromMs, boundaryMs), toMs, limit)
    if (before.length >= limit || fromMs >= boundaryMs) return before
    const older = await storedAsync(symbolId, interval, fromMs, Math.min(toMs, boundaryMs), limit - before.length, scale)
    // What happened while waiting may have made ticks finer or pushed bars out of memory: rare, and then once more.
    const after = this.#plan(id, interval, fromMs)
    if (
      after === undefined ||
      after.boundaryMs > boundaryMs ||
      after.scale.tick !== scale.tick ||
      after.scale.lot !== scale.lot
    ) {
      return this.read(id, interval, fromMs, toMs, limit)
    }
    const recent = memory.read(id, interval, Math.max(fromMs, boundaryMs), toMs, limit)
    this.blanked += older.blankTimes().length
    const bars = [...older.bars(), ...recent]
    return bars.length > limit ? bars.slice(bars.length - limit) : bars
  }

  /** Where memory begins to be whole for this interval; undefined: it has all there is. */
  #plan(
    id: InstrumentId,
    interval: Interval,
    fromMs: number,
  ): { boundaryMs: number; symbolId: number; scale: Scale } | undefined {
    const { memory, instruments, symbolId, now } = this.#options
    const instrument = instruments.get(id)
    const stored = symbolId(instrument)
    if (stored === undefined || !isStored(instrument)) return undefined
    const nowMs = now()
    this.#restoreSeen(id, nowMs)
    if (interval !== '1s' && interval !== '1m') {
      // The forming bars of all longer intervals lie within this day.
      const day = barStartMs(nowMs, '1d')
      if ((this.#minutesFrom[id] as number) > day) this.#restore(id, '1m', day)
    }
    const base = interval === '1s' ? '1s' : '1m'
    const wholeFromMs = Math.max(this.knownFromMs(id, base), memory.keptFromMs(id, base))
    const lengthMs = intervalLengthMs(interval)
    const boundaryMs = Math.ceil(wholeFromMs / lengthMs) * lengthMs
    if (fromMs >= boundaryMs || !Number.isFinite(boundaryMs)) return undefined
    return { boundaryMs, symbolId: stored, scale: { tick: instrument.tickSize, lot: instrument.lotSize } }
  }

  #restoreSeen(id: InstrumentId, nowMs: number): void {
    if (id >= this.#minutesFrom.length) this.#grow(id)
    if (!Number.isNaN(this.#minutesFrom[id] as number)) return
    // One minute more than the forming one: venue clocks and late trades.
    const fromMs = barStartMs(nowMs, '1m') - 60_000
    this.#restore(id, '1m', fromMs)
    this.#restore(id, '1s', fromMs)
  }

  /** Puts the stored bars of `[fromMs, known)` under what memory has of them. */
  #restore(id: InstrumentId, interval: '1s' | '1m', fromMs: number): void {
    const { memory, instruments, symbolId, isFilled } = this.#options
    const instrument = instruments.get(id)
    const from = interval === '1s' ? this.#secondsFrom : this.#minutesFrom
    const knownMs = from[id] as number
    const toMs = Number.isNaN(knownMs) ? storableToMs : knownMs
    const symbol = symbolId(instrument)
    if (symbol === undefined) {
      from[id] = fromMs
      return
    }
    const scale = { tick: instrument.tickSize, lot: instrument.lotSize }
    const stored = this.#tryRead(symbol, interval, fromMs, toMs, restoreMax, scale)
    if (stored === undefined) {
      this.#cannotRestore(id, symbol, interval, fromMs)
      return
    }
    from[id] = fromMs
    const blank = stored.blankTimes()
    const lengthMs = intervalLengthMs(interval)
    if (blank.length > 0)
      this.#options.onBlank(
        symbol,
        blank.map((timeMs) => ({ fromMs: timeMs, toMs: timeMs + lengthMs })),
      )
    const older = stored.expressed().bars()
    if (older.length === 0) return
    const built = new Map(memory.read(id, interval, fromMs, toMs, restoreMax).map((bar) => [bar.timeMs, bar]))
    const joined = older.map((bar) => {
      const later = built.get(bar.timeMs)
      const whole = later === undefined || (interval === '1m' && isFilled(symbol, bar.timeMs))
      return whole ? bar : followedBy(bar, later)
    })
    memory.backfill(id, interval, joined, true)
  }

  /**
   * What is stored of the bars that are forming cannot be put under the trades since: bars with only the latter must not take
   * its place. They begin with the next minute, and the present one is called missing.
   */
  #cannotRestore(id: InstrumentId, symbol: number, interval: '1s' | '1m', fromMs: number): void {
    const from = interval === '1s' ? this.#secondsFrom : this.#minutesFrom
    if (!Number.isNaN(from[id] as number)) return
    const nextMs = barStartMs(this.#options.now(), '1m') + 60_000
    from[id] = nextMs
    this.#options.onBlank(symbol, [{ fromMs, toMs: nextMs }])
  }

  #tryRead(symbol: number, interval: Interval, fromMs: number, toMs: number, limit: number, scale: Scale): BarRows | undefined {
    try {
      return this.#options.stored.read(symbol, interval, fromMs, toMs, limit, scale)
    } catch (error) {
      this.#options.onError(error)
      return undefined
    }
  }

  #grow(id: number): void {
    const capacity = Math.max(id + 1, this.#minutesFrom.length * 2)
    this.#minutesFrom = grown(this.#minutesFrom, capacity)
    this.#secondsFrom = grown(this.#secondsFrom, capacity)
  }
}

function grown(column: Float64Array<ArrayBuffer>, capacity: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(capacity).fill(Number.NaN)
  larger.set(column)
  return larger
}

const restoreMax = 10_000

/** A replay's past comes again with each start; everything else happens once. */
export function isStored(instrument: Instrument): boolean {
  return instrument.origin !== 'replay'
}

/** One bar of which the trades of `first` arrived before those of `later`. */
export function followedBy(first: Bar, later: Bar): Bar {
  const low = first.volumeLow + later.volumeLow
  const carry = low >= wideUnit ? 1 : 0
  return {
    timeMs: first.timeMs,
    open: first.open,
    high: Math.max(first.high, later.high),
    low: Math.min(first.low, later.low),
    close: later.close,
    volumeHigh: first.volumeHigh + later.volumeHigh + carry,
    volumeLow: low - carry * wideUnit,
    tradeCount: first.tradeCount + later.tradeCount,
  }
}
