import type { Bar, Interval } from '../../lib/market/bar.ts'
import type { TimeRange } from '../../lib/market/bar-history.ts'
import type { Clock } from '../../lib/market/clock.ts'
import { FeedError } from '../../lib/market/feed.ts'
import type { BackfillProgress, BackfillState, HistorySource } from '../../lib/market/history-source.ts'
import type { Instrument, InstrumentDefinition } from '../../lib/market/instrument.ts'
import type { InstrumentSource } from '../../lib/market/market-view.ts'
import type { MetricSample } from '../../lib/market/metric.ts'
import type { InstrumentId } from '../../lib/market/units.ts'
import { isStored } from './composed-bars.ts'
import { type Coverage, edgeMs, settledMs } from './coverage.ts'
import { toRows } from './history-rows.ts'
import { hoursLevel, keptOfLevel, type Level, levelOf, levelShape, minutesLevel, secondsLevel, seriesOf } from './levels.ts'
import { contains, gaps, inWholeSteps, type Ranges, without } from './ranges.ts'
import type { Retention } from './store-writer.ts'
import { type Job, VenueQueue, within } from './venue-queue.ts'
import type { Fill } from './write-batch.ts'

export interface BackfillOptions {
  readonly sources: readonly HistorySource[]
  readonly instruments: InstrumentSource
  readonly define: (definition: InstrumentDefinition) => InstrumentId
  readonly clock: Clock
  readonly log: (message: string, error: unknown) => void
  readonly retention: Retention
  readonly coverage: Coverage
  readonly numbers: (instrument: Instrument) => { readonly id: number; readonly scaleId: number }
  /** Bars in the present tick and lot: for memory, which is what the stream shows. What is returned is called once they are stored. */
  readonly told: (id: InstrumentId, interval: '1s' | '1m', bars: readonly Bar[]) => () => void
  /** From here on hours are only as known as their minutes. */
  readonly minutesTellFromMs: (id: InstrumentId) => number
  readonly store: (fill: Fill) => Promise<void>
}

/** What a chart needs at once; more on demand. Of very many instruments less each. */
const atStartMs = 86_400_000
const atStartBarsMax = 500_000
/** A request of a viewer asks a venue for at most so many bars. */
const onDemandBars = 5_000
/** How long a person waits for a chart's past before it is shown as it is. */
const patienceMs = 1_500
/** A venue that could not fill a span is not asked again by every look at it. */
const barrenMs = 300_000
const barrenMax = 10_000
/** Pages that lead no further: a venue that goes round would keep all others of its spans waiting for ever. */
const idleBatchesMax = 5

/** Fills what is missing from the venues' own history: one job at a time per venue, what a viewer waits for first. */
export class Backfill {
  readonly #options: BackfillOptions
  readonly #sources: ReadonlyMap<string, VenueQueue>
  readonly #listeners: ((progress: BackfillProgress) => void)[] = []
  readonly #filledListeners: ((id: InstrumentId, lengthMs: number, range: TimeRange) => void)[] = []
  readonly #current = new Map<string, BackfillProgress>()
  /** Series, and until when viewers' wishes for it are not passed on. */
  readonly #barren = new Map<number, number>()
  #barsFilled = 0
  #barsRefused = 0
  #failures = 0
  #dropped = 0

  constructor(options: BackfillOptions) {
    this.#options = options
    this.#sources = new Map(
      options.sources.map((source) => [
        source.venue,
        new VenueQueue(
          options.clock,
          (job, signal) => this.#run(source, job, signal),
          (error) => this.#failed(source.venue, error),
        ),
      ]),
    )
  }

  /** Told of every step of every job; long ones are worth showing. */
  onProgress(listener: (progress: BackfillProgress) => void): void {
    this.#listeners.push(listener)
  }

  /** Bars of the past changed, of this length and longer: whoever shows them should read again. */
  onFilled(listener: (id: InstrumentId, lengthMs: number, range: TimeRange) => void): void {
    this.#filledListeners.push(listener)
  }

  /**
   * A feed of the venue delivers (again): fills its last day, what it was away for included, at once, and the minutes that
   * were cut in half as soon as they have ended.
   */
  connected(venue: string): void {
    const queue = this.#sources.get(venue)
    if (queue === undefined) return
    this.#fillDay(venue, queue)
    const toNextMinuteMs = 60_000 - (this.#options.clock.now() % 60_000)
    queue.later(toNextMinuteMs + 3 * edgeMs, () => this.#fillDay(venue, queue))
  }

  /** Of this span trades are missing: the venue's bars take the place of ours as soon as they have ended. */
  lost(id: InstrumentId, range: TimeRange): void {
    const { instruments, clock } = this.#options
    const { venue } = instruments.get(id)
    const queue = this.#sources.get(venue)
    if (queue === undefined) return
    for (const interval of ['1m', '1s'] as const) {
      const level = this.#levelFor(venue, interval)
      if (level === undefined) continue
      const { stepMs } = levelShape(level)
      const [whole] = inWholeSteps([range], stepMs)
      if (whole === undefined) continue
      queue.later(Math.max(0, whole.toMs - clock.now()) + 3 * edgeMs, () => {
        if (!queue.add({ id, level, ...whole, attempt: 1, waiting: [] }, false)) this.#dropped += 1
      })
    }
  }

  /**
   * Somebody looks at `missing` and would like it filled: the newest part of it, as far as one look reaches. Resolves to
   * whether anything was filled, after a time that a person waits at most.
   */
  async wanted(id: InstrumentId, interval: Interval, missing: readonly TimeRange[]): Promise<boolean> {
    const { instruments, clock, numbers } = this.#options
    const instrument = instruments.get(id)
    const queue = this.#sources.get(instrument.venue)
    const level = this.#levelFor(instrument.venue, interval)
    if (queue === undefined || level === undefined || !isStored(instrument)) return false
    const seriesAt = (at: Level): number => seriesOf(numbers(instrument).id, at)
    const jobs = this.#jobsFor(id, instrument.venue, level, missing).filter(
      (job) => (this.#barren.get(seriesAt(job.level)) ?? 0) <= clock.now(),
    )
    if (jobs.length === 0) return false
    const before = this.#barsFilled
    const done = jobs.map(
      (job) =>
        new Promise<void>((resolve) => {
          if (queue.add({ ...job, waiting: [resolve] }, true)) return
          this.#dropped += 1
          resolve()
        }),
    )
    // Its turn comes; nobody has to wait for a venue that has just failed.
    if (queue.resting) return false
    const finished = await within(clock, patienceMs, Promise.all(done))
    const left = jobs.filter((job) => this.#missing(instruments.get(id), { ...job, waiting: [] }).length > 0)
    if (finished && queue.waiting === 0) for (const job of left) this.#setBarren(seriesAt(job.level), clock.now() + barrenMs)
    return this.#barsFilled > before || left.length === 0
  }

  #jobsFor(id: InstrumentId, venue: string, wanted: Level, missing: readonly TimeRange[]): Omit<Job, 'waiting'>[] {
    const jobs: Omit<Job, 'waiting'>[] = []
    const boundaryMs = wanted === hoursLevel ? this.#options.minutesTellFromMs(id) : Number.POSITIVE_INFINITY
    const below = { fromMs: Number.NEGATIVE_INFINITY, toMs: boundaryMs }
    const above = { fromMs: boundaryMs, toMs: Number.POSITIVE_INFINITY }
    const byLevel: (readonly [Level, Ranges])[] = [
      [this.#levelFor(venue, '1m') ?? wanted, without(missing, [below])],
      [wanted, without(missing, [above])],
    ]
    let bars = onDemandBars
    for (const [level, ranges] of byLevel) {
      const { stepMs } = levelShape(level)
      for (const range of ranges.toReversed()) {
        const fromMs = Math.max(range.fromMs, range.toMs - bars * stepMs)
        if (bars <= 0) break
        bars -= Math.ceil((range.toMs - fromMs) / stepMs)
        jobs.push({ id, level, fromMs, toMs: range.toMs, attempt: 1 })
      }
    }
    return jobs
  }

  #setBarren(series: number, untilMs: number): void {
    if (this.#barren.size >= barrenMax) this.#barren.clear()
    this.#barren.set(series, untilMs)
  }

  /** Resolves when nothing is left to fill. */
  async idle(): Promise<void> {
    await Promise.all([...this.#sources.values()].map((queue) => queue.idle()))
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sources.values()].map((queue) => queue.close()))
  }

  /** What is left to do, for people. */
  states(): BackfillState[] {
    return [...this.#sources].map(([venue, queue]) => {
      const current = this.#current.get(venue)
      return { venue, waiting: queue.waiting, current: current?.state === 'running' ? current : undefined }
    })
  }

  *metrics(): Iterable<MetricSample> {
    for (const [venue, queue] of this.#sources) {
      const labels = { venue }
      yield {
        name: 'ticklane_backfill_jobs_waiting',
        help: 'Spans waiting to be filled.',
        type: 'gauge',
        value: queue.waiting,
        labels,
      }
    }
    const one = (name: string, help: string, value: number): MetricSample => ({ name, help, type: 'counter', value })
    yield one('ticklane_backfill_bars_total', "Bars taken from venues' history.", this.#barsFilled)
    yield one('ticklane_backfill_bars_refused_total', "Bars of venues' history that are not bars.", this.#barsRefused)
    yield one('ticklane_backfill_failures_total', 'Requests for history that failed.', this.#failures)
    yield one('ticklane_backfill_jobs_dropped_total', 'Spans not filled because too many were waiting.', this.#dropped)
  }

  #fillDay(venue: string, queue: VenueQueue): void {
    const nowMs = this.#options.clock.now()
    const level = this.#levelFor(venue, '1m')
    if (level === undefined) return
    const eachMs = (atStartBarsMax / this.#options.instruments.size) * levelShape(level).stepMs
    const fromMs = nowMs - Math.min(atStartMs, eachMs)
    for (const instrument of this.#options.instruments.all()) {
      if (instrument.venue !== venue || !isStored(instrument)) continue
      if (!queue.add({ id: instrument.id, level, fromMs, toMs: nowMs, attempt: 1, waiting: [] }, false)) this.#dropped += 1
    }
  }

  #levelFor(venue: string, interval: Interval): Level | undefined {
    const intervals = this.#options.sources.find((source) => source.venue === venue)?.intervals ?? []
    const level = levelOf(interval)
    if (intervals.includes(keptOfLevel(level))) return level
    return level === hoursLevel && intervals.includes('1m') ? minutesLevel : undefined
  }

  /** What of a span is not known, of bars that have ended by now and are kept at all. */
  #missing(instrument: Instrument, { level, fromMs, toMs }: Job): Ranges {
    const { clock, coverage, numbers, retention } = this.#options
    const nowMs = clock.now()
    const { stepMs } = levelShape(level)
    const start = Math.floor(Math.max(fromMs, nowMs - retention[level], 0) / stepMs) * stepMs
    const series = { symbolId: numbers(instrument).id, venue: instrument.venue, level }
    const known = coverage.known(series, nowMs, () => this.#options.minutesTellFromMs(instrument.id))
    return inWholeSteps(gaps(known, start, Math.min(toMs, settledMs(level, nowMs))), stepMs)
  }

  async #run(source: HistorySource, job: Job, signal: AbortSignal): Promise<void> {
    const instrument = this.#options.instruments.get(job.id)
    const interval = keptOfLevel(job.level)
    for (const range of this.#missing(instrument, job)) {
      const base = { symbol: instrument.symbol, interval, fromMs: range.fromMs, toMs: range.toMs }
      let doneToMs = range.fromMs
      let bars = 0
      let idleBatches = 0
      this.#tell(source.venue, { ...base, doneToMs, bars, state: 'running', reason: '' })
      try {
        for await (const batch of source.fetchBars(instrument, interval, range.fromMs, range.toMs, signal)) {
          const coveredToMs = Math.min(range.toMs, batch.coveredToMs)
          const coveredFromMs = Math.max(doneToMs, batch.coveredFromMs ?? doneToMs)
          idleBatches = coveredToMs > doneToMs ? 0 : idleBatches + 1
          if (idleBatches > idleBatchesMax) throw new FeedError('history_stuck', stuck(source.venue, instrument, doneToMs))
          if (coveredFromMs < coveredToMs) bars += await this.#fill(job, batch.bars, coveredFromMs, coveredToMs)
          doneToMs = Math.max(doneToMs, coveredToMs)
          this.#tell(source.venue, { ...base, doneToMs, bars, state: 'running', reason: '' })
          if (signal.aborted) return
        }
        this.#tell(source.venue, { ...base, doneToMs, bars, state: 'finished', reason: '' })
      } catch (error) {
        this.#tell(source.venue, {
          ...base,
          doneToMs,
          bars,
          state: 'failed',
          reason: error instanceof Error ? error.message : String(error),
        })
        throw error
      }
    }
  }

  /** Bars that we observed whole are ours to tell, not the venue's to overwrite. */
  async #fill(job: Job, bars: Parameters<typeof toRows>[0], fromMs: number, toMs: number): Promise<number> {
    const { instruments, define, numbers, coverage, store, clock } = this.#options
    const { stepMs } = levelShape(job.level)
    const { rows, refused, untold } = toRows(bars, () => instruments.get(job.id), define, stepMs, fromMs, toMs)
    this.#barsRefused += refused
    const instrument = instruments.get(job.id)
    const { id, scaleId } = numbers(instrument)
    const own = coverage.live(id, instrument.venue, clock.now())
    const accepted = rows.filter((timeMs) => !contains(own, timeMs, timeMs + stepMs))
    const series = seriesOf(id, job.level)
    // First where it is in the present tick and lot; these may become finer while the store writes.
    const interval = job.level === secondsLevel ? '1s' : '1m'
    const stored = job.level === hoursLevel ? undefined : this.#options.told(job.id, interval, accepted.bars())
    const known = gaps(untold, fromMs, toMs)
    await store({ series, scale: scaleId, bars: accepted.packed(), known })
    stored?.()
    for (const range of known) coverage.addFilled(series, range.fromMs, range.toMs)
    this.#barsFilled += accepted.count
    if (accepted.count > 0) for (const listener of this.#filledListeners) listener(job.id, stepMs, { fromMs, toMs })
    return accepted.count
  }

  #tell(venue: string, progress: BackfillProgress): void {
    this.#current.set(venue, progress)
    for (const listener of this.#listeners) listener(progress)
  }

  #failed(venue: string, error: unknown): void {
    this.#failures += 1
    this.#options.log(`Cannot fill the history of ${venue}, will try again`, error)
  }
}

function stuck(venue: string, { symbol }: Instrument, doneToMs: number): string {
  return `Cannot get the history of ${symbol}: ${idleBatchesMax + 1} answers of ${venue} in a row lead no further than ${new Date(doneToMs).toISOString()}`
}
