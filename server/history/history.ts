import type { DatabaseSync } from 'node:sqlite'
import { type Interval, intervalLengthMs } from '../../lib/market/bar.ts'
import { type BarHistory, type BarMemory, HistoryError, type TimeRange } from '../../lib/market/bar-history.ts'
import type { BarSource } from '../../lib/market/bar-source.ts'
import type { CancelTimer, Clock } from '../../lib/market/clock.ts'
import type { AwaitedTrades, FeedState, LostTrades } from '../../lib/market/feed.ts'
import type { HistorySource } from '../../lib/market/history-source.ts'
import type { InstrumentDefinition } from '../../lib/market/instrument.ts'
import type { InstrumentSource } from '../../lib/market/market-view.ts'
import type { MetricSample } from '../../lib/market/metric.ts'
import type { InstrumentId } from '../../lib/market/units.ts'
import { Backfill } from './backfill.ts'
import { BarRecorder, type TakenBars } from './bar-recorder.ts'
import { BarRows, rowWidth } from './bar-rows.ts'
import { ChartLooks } from './chart-looks.ts'
import { ComposedBars, isStored } from './composed-bars.ts'
import { Coverage, type CoverageReport, type FeedLink } from './coverage.ts'
import { asHistoryError, isSqlite, lockDirectory, openReader, prepareStore } from './database.ts'
import { levelOf, minutesLevel, seriesOf } from './levels.ts'
import { NeededScale } from './needed-scale.ts'
import { united, without } from './ranges.ts'
import type { ReaderRequest } from './reader-worker.ts'
import { StoreReader } from './store-reader.ts'
import type { Retention } from './store-writer.ts'
import { SymbolTable } from './symbol-table.ts'
import { WorkerLink } from './worker-link.ts'
import { batchWidth, type Fill, type WriteBatch } from './write-batch.ts'
import type { WriterOptions, WriterRequest } from './writer-worker.ts'

export interface HistoryOptions {
  readonly directory: string
  readonly memory: BarMemory
  readonly instruments: InstrumentSource
  /** As FeedSink's: makes an instrument finer where a venue's history needs it. */
  readonly define: (definition: InstrumentDefinition) => InstrumentId
  readonly sources: readonly HistorySource[]
  readonly clock: Clock
  /** Faults that somebody should see: they are state as well. */
  readonly log: (message: string, error: unknown) => void
  readonly retention?: Retention
  /**
   * The name that an instrument's bars are stored under, its symbol unless told: a simulated market of another seed has the
   * same symbols and another past.
   */
  readonly keyOf?: (definition: InstrumentDefinition) => string
  /** How a feed's connection stands. */
  readonly link?: (feed: string) => FeedLink
  /** How often changed bars are written: what `kill -9` can cost. */
  readonly flushMs?: number
}

/** A week of seconds (2.5 GB a year per busy instrument is no bargain), 400 days of minutes, all hours. */
export const defaultRetention: Retention = [7 * 86_400_000, 400 * 86_400_000, Number.POSITIVE_INFINITY]

/** Bars that survive a restart, and fill their holes from the venue. */
export interface History extends BarHistory {
  /** Memory and store as one, read on this thread: for the moment a chart's history is handed over. */
  readonly bars: BarSource
  readonly backfill: Backfill
  /** As MarketListener. */
  barChanged(id: InstrumentId, venueTimeMs: number): void
  /** Tick and lot at least as fine as the stored bars of this symbol: ask before an instrument is defined. */
  withKnownScale(definition: InstrumentDefinition): InstrumentDefinition
  /** A chart of the newest `limit` bars from `fromMs` on is opened: what is not known of them is fetched. At once, in the background. */
  opened(id: InstrumentId, interval: Interval, fromMs: number, limit: number): void
  /** When a feed delivers and when not: what it brings between is complete. Starts the backfill of what was missed. */
  feedChanged(state: FeedState): void
  /** The clock went forward from here at once: the machine slept. Fills what it slept through. */
  clockStepped(beforeMs: number): void
  /** Trades are missing from a span in which the feed delivered: it counts as not known, and is filled from the venue's past. */
  lost(trades: LostTrades): void
  /** Trades are missing that may yet come: nothing since is claimed to be whole, in the store neither. */
  awaited(trades: AwaitedTrades): void
  state(): { readonly state: 'ready' | 'failing'; readonly reason: string }
  metrics(): Iterable<MetricSample>
  /** Writes everything that changed until now. Rejects with HistoryError. */
  flush(): Promise<void>
  /** Packs and prunes until nothing is left to do. */
  settle(): Promise<void>
  close(): Promise<void>
}

/** Throws HistoryError when the directory cannot be used: in use, not writable, of a newer version, damaged. */
export function openHistory(options: HistoryOptions): History {
  const { directory } = options
  const lock = lockDirectory(directory)
  let database: DatabaseSync | undefined
  try {
    prepareStore(directory)
    database = openReader(directory, 50)
    return new StoredHistory(options, lock, database)
  } catch (error) {
    database?.close()
    lock.close()
    throw isSqlite(error) ? asHistoryError(directory, error) : error
  }
}

/** One slice of a flush: 20,000 rows are 20 ms of the writer; 2 ms of this thread is a fifth of a 60 Hz frame. */
const rowsPerBatch = 20_000
const takeBudgetMs = 2
/** Waiting reads beyond it are refused: each is at most a few milliseconds of its thread. */
const readsPendingMax = 64
const missingMax = 100
const logEveryMs = 10_000

class StoredHistory implements History {
  readonly bars: ComposedBars
  readonly backfill: Backfill
  readonly #options: HistoryOptions
  readonly #lock: DatabaseSync
  readonly #database: DatabaseSync
  readonly #symbols: SymbolTable
  readonly #coverage: Coverage
  readonly #recorder: BarRecorder
  readonly #reader: StoreReader
  readonly #writerThread: WorkerLink<WriterRequest>
  readonly #readerThread: WorkerLink<ReaderRequest>
  #timer: CancelTimer | undefined
  readonly #looks: ChartLooks
  #flushing: Promise<void> = Promise.resolve()
  #failure = ''
  #closed = false
  #rowsWritten = 0
  #writes = 0
  #writeFailures = 0
  #writeSeconds = 0
  #lastWrittenMs = 0
  #readFailures = 0
  #readFailureLoggedMs = Number.NEGATIVE_INFINITY

  constructor(options: HistoryOptions, lock: DatabaseSync, database: DatabaseSync) {
    const { directory, memory, instruments, clock, retention = defaultRetention } = options
    this.#options = options
    this.#lock = lock
    this.#database = database
    this.#coverage = new Coverage(database, options.link ?? (() => ({})), retention)
    this.#reader = new StoreReader(database)
    const onError = (error: unknown) => this.#cannotRead(error)
    const needed = new NeededScale(database, (id) => this.#reader.scale(id), onError)
    this.#symbols = new SymbolTable(database, options.keyOf ?? (({ symbol }) => symbol), needed)
    const onNotice = (notice: string) => options.log(notice, undefined)
    const writerOptions: WriterOptions = { directory, retention }
    this.#writerThread = new WorkerLink(new URL('./writer-worker.ts', import.meta.url), writerOptions, 8, onNotice)
    this.#readerThread = new WorkerLink(new URL('./reader-worker.ts', import.meta.url), { directory }, readsPendingMax, onNotice)
    this.bars = new ComposedBars({
      memory,
      instruments,
      stored: this.#reader,
      storedAsync: async (symbolId, interval, fromMs, toMs, limit, scale) => {
        const values = await this.#readerThread.request({ symbolId, interval, fromMs, toMs, limit, scale })
        return BarRows.from(values as Float64Array<ArrayBuffer>)
      },
      symbolId: (instrument) => this.#symbols.find(instrument),
      isFilled: (symbolId, minuteMs) => this.#coverage.isFilled(seriesOf(symbolId, minutesLevel), minuteMs, minuteMs + 60_000),
      now: () => clock.now(),
      onBlank: (symbolId, spans) => {
        for (const { fromMs, toMs } of spans) this.#coverage.lost.add(symbolId, fromMs, toMs)
      },
      onError,
    })
    this.#recorder = new BarRecorder(memory, instruments, this.bars, this.#symbols)
    this.backfill = new Backfill({
      ...options,
      retention,
      numbers: (instrument) => this.#symbols.of(instrument),
      coverage: this.#coverage,
      told: (id, interval, bars) => this.bars.told(id, interval, bars),
      minutesTellFromMs: (id) => this.bars.minutesTellFromMs(id),
      store: (fill) => this.#store(fill),
    })
    this.#looks = new ChartLooks(
      clock,
      (id, interval, fromMs, toMs) => this.#fillMissing(id, interval, fromMs, toMs),
      (id) => instruments.get(id).venue,
    )
    this.#schedule()
  }

  async read(id: InstrumentId, interval: Interval, fromMs: number, toMs: number, limit: number) {
    // What is filled while the read waits may or may not be in it.
    const before = this.#missing(id, interval, fromMs, toMs)
    const found = await this.bars.readAsync(id, interval, fromMs, toMs, limit)
    const first = found[0]
    // A full page says nothing of what is before it.
    const start = found.length === limit && first !== undefined ? first.timeMs : fromMs
    const older = without(before, [{ fromMs: 0, toMs: start }])
    const missing = united(this.#missing(id, interval, start, toMs), older).slice(-missingMax)
    const bars = found.filter(({ open }) => !Number.isNaN(open))
    if (bars.length === found.length) return { bars, missing }
    const lengthMs = intervalLengthMs(interval)
    const blank = found
      .filter(({ open }) => Number.isNaN(open))
      .map(({ timeMs }) => ({ fromMs: timeMs, toMs: timeMs + lengthMs }))
    return { bars, missing: united(missing, blank).slice(-missingMax) }
  }

  barChanged(id: InstrumentId, venueTimeMs: number): void {
    this.#recorder.barChanged(id, venueTimeMs)
  }

  withKnownScale(definition: InstrumentDefinition): InstrumentDefinition {
    return this.#symbols.withKnownScale(definition)
  }

  opened(id: InstrumentId, interval: Interval, fromMs: number, limit: number): void {
    this.#looks.opened(id, interval, fromMs, limit)
  }

  feedChanged({ feed, venue, origin, state }: FeedState): void {
    if (origin === 'replay') return
    const nowMs = this.#options.clock.now()
    if (state !== 'connected') {
      this.#coverage.end(feed, nowMs)
      return
    }
    this.#coverage.begin(feed, venue, nowMs)
    this.backfill.connected(venue)
    this.#looks.connected(venue)
  }

  clockStepped(beforeMs: number): void {
    for (const venue of this.#coverage.stepped(beforeMs, this.#options.clock.now())) {
      this.backfill.connected(venue)
      this.#looks.connected(venue)
    }
  }

  lost({ id, fromMs, toMs }: LostTrades): void {
    const instrument = this.#options.instruments.get(id)
    if (!isStored(instrument)) return
    this.#coverage.lost.add(this.#symbols.of(instrument).id, fromMs, toMs)
    this.backfill.lost(id, { fromMs, toMs })
  }

  awaited({ id, sinceMs }: AwaitedTrades): void {
    const instrument = this.#options.instruments.get(id)
    if (isStored(instrument)) this.#coverage.lost.await(this.#symbols.of(instrument).id, sinceMs)
  }

  state(): { readonly state: 'ready' | 'failing'; readonly reason: string } {
    return this.#failure === '' ? { state: 'ready', reason: '' } : { state: 'failing', reason: this.#failure }
  }

  *metrics(): Iterable<MetricSample> {
    const one = (name: string, type: MetricSample['type'], value: number, help: string): MetricSample => ({
      name: `ticklane_history_${name}`,
      type,
      value,
      help,
    })
    yield one('bars_written_total', 'counter', this.#rowsWritten, 'Bars written to the store.')
    yield one('writes_total', 'counter', this.#writes, 'Transactions of the store.')
    yield one('write_failures_total', 'counter', this.#writeFailures, 'Transactions that failed; their bars are written again.')
    yield one('write_seconds_total', 'counter', this.#writeSeconds, "Time of the writer's thread spent on transactions.")
    yield one('last_write_timestamp_seconds', 'gauge', this.#lastWrittenMs / 1000, 'When bars were last stored.')
    yield one('instruments_waiting', 'gauge', this.#recorder.waiting, 'Instruments with bars not yet stored.')
    yield one('reads_waiting', 'gauge', this.#readerThread.pending, 'Reads waiting for the store.')
    yield one(
      'read_failures_total',
      'counter',
      this.#readFailures,
      'Reads on the thread that streams that failed: memory answered.',
    )
    yield one('late_trades_lost_total', 'counter', this.bars.tooLate, 'Trades too late to correct a stored bar.')
    const blanked = this.#reader.blanked + this.bars.blanked
    yield one(
      'inexpressible_bars_total',
      'counter',
      blanked,
      'Stored bars left out of reads: the present tick or lot cannot express them.',
    )
    yield* this.backfill.metrics()
  }

  /** Flushes follow one another: each takes what changed until it starts. */
  flush(): Promise<void> {
    const next = this.#flushing.catch(() => undefined).then(() => this.#flushAll())
    this.#flushing = next
    return next
  }

  async settle(): Promise<void> {
    await this.flush()
    await this.#writerThread.request({ type: 'settle', nowMs: this.#options.clock.now() })
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#timer?.()
    this.#looks.close()
    await this.backfill.close()
    await this.flush().catch((error: unknown) => this.#options.log('Cannot write the last bars', error))
    await Promise.all([this.#writerThread.close(), this.#readerThread.close()])
    this.#database.close()
    this.#lock.close()
  }

  /** Every chart that is opened may meet it. */
  #cannotRead(error: unknown): void {
    this.#readFailures += 1
    const nowMs = this.#options.clock.now()
    if (nowMs - this.#readFailureLoggedMs < logEveryMs) return
    this.#readFailureLoggedMs = nowMs
    this.#options.log(`Cannot read stored bars, ${this.#readFailures} times until now`, error)
  }

  #schedule(): void {
    if (this.#closed) return
    this.#timer = this.#options.clock.after(this.#options.flushMs ?? 1_000, () => {
      this.flush()
        .catch(() => undefined)
        .finally(() => this.#schedule())
    })
  }

  async #flushAll(): Promise<void> {
    const startedMs = this.#options.clock.now()
    this.#recorder.begin()
    this.#coverage.lost.beginReport()
    do {
      const taken = this.#recorder.take(rowsPerBatch, takeBudgetMs)
      // The span that is claimed as stored grows with the last slice, when everything until its start is stored.
      await this.#writeTaken(taken, this.#recorder.done ? this.#report(startedMs) : undefined)
    } while (!this.#recorder.done)
  }

  #report(nowMs: number): CoverageReport {
    const { instruments } = this.#options
    return this.#coverage.report(nowMs, instruments.size, (venue) => {
      const ids: number[] = []
      for (const instrument of instruments.all()) {
        if (instrument.venue === venue && isStored(instrument)) ids.push(this.#symbols.of(instrument).id)
      }
      return ids
    })
  }

  async #writeTaken(taken: TakenBars, report: CoverageReport | undefined): Promise<void> {
    const nothing = taken.bars.length === 0 && (report === undefined || report.live.length + report.lost.length === 0)
    if (nothing) return
    const rows = taken.bars.length / batchWidth
    try {
      const { live, members, lost } = report ?? { live: [], members: [], lost: [] }
      await this.#write({ bars: taken.bars, live, members, lost, fills: [] })
    } catch (error) {
      this.#recorder.putBack(taken)
      throw error
    }
    this.#rowsWritten += rows
    if (report !== undefined) this.#coverage.reported(report)
  }

  async #store(fill: Fill): Promise<void> {
    const rows = fill.bars.length / rowWidth
    await this.#write({ bars: new Float64Array(0), live: [], members: [], lost: [], fills: [fill] })
    this.#rowsWritten += rows
  }

  async #write(content: Omit<WriteBatch, 'symbols' | 'scales'>): Promise<void> {
    const names = this.#symbols.takeNew()
    const batch: WriteBatch = { ...names, ...content }
    try {
      const tookMs = await this.#writerThread.request({ type: 'write', batch, nowMs: this.#options.clock.now() })
      this.#writeSeconds += Number(tookMs) / 1000
      this.#writes += 1
      this.#lastWrittenMs = this.#options.clock.now()
      if (this.#failure !== '') this.#options.log('Bars are stored again', undefined)
      this.#failure = ''
    } catch (error) {
      this.#symbols.untold(names)
      this.#writeFailures += 1
      const reason = error instanceof HistoryError ? error.message : String(error)
      if (this.#failure === '') this.#options.log(`Cannot store bars, will try again: ${reason}`, error)
      this.#failure = reason
      throw error
    }
  }

  #fillMissing(id: InstrumentId, interval: Interval, fromMs: number, toMs: number): void {
    const missing = this.#missing(id, interval, fromMs, toMs)
    if (missing.length === 0) return
    this.backfill.wanted(id, interval, missing).catch((error: unknown) => this.#options.log('Cannot fill a chart', error))
  }

  #missing(id: InstrumentId, interval: Interval, fromMs: number, toMs: number): readonly TimeRange[] {
    const instrument = this.#options.instruments.get(id)
    if (!isStored(instrument)) return []
    const lengthMs = intervalLengthMs(interval)
    const range = { fromMs: Math.max(0, fromMs), toMs: Math.ceil(toMs / lengthMs) * lengthMs }
    const series = { symbolId: this.#symbols.of(instrument).id, venue: instrument.venue, level: levelOf(interval) }
    return this.#coverage
      .missing(series, range, this.#options.clock.now(), () => this.bars.minutesTellFromMs(id))
      .slice(-missingMax)
  }
}
