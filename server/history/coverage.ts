import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { TimeRange } from '../../lib/market/bar-history.ts'
import type { Feed } from '../../lib/market/feed.ts'
import { hoursLevel, type Level, levelShape, minutesLevel, secondsLevel, seriesOf, symbolOfSeries } from './levels.ts'
import { LostSpans } from './lost-spans.ts'
import { contains, gaps, inWholeSteps, type Ranges, united, without } from './ranges.ts'
import type { Retention } from './store-writer.ts'
import type { WriteBatch } from './write-batch.ts'

/**
 * Trades of a span reach us within this time of its end, and venue clocks run ahead of or behind ours by up to 2.3 s: so much
 * at either end of a connection is not claimed as observed.
 */
export const edgeMs = 5_000
/** A clock that differs by more is not covered by the edges. */
const offsetMsMax = edgeMs / 2
/** How often lost spans are looked at that time may have made needless, and how many symbols at once: this thread streams. */
const lookMs = 3_600_000
const symbolsPerLook = 20
const levels: readonly Level[] = [secondsLevel, minutesLevel, hoursLevel]

export type FeedLink = Pick<Feed, 'heardMs' | 'clockOffsetMs'>

interface Span {
  readonly id: number
  readonly feed: string
  readonly venue: string
  readonly beganMs: number
  /** As stored; undefined before. */
  fromMs: number | undefined
  /** undefined: still connected. */
  toMs: number | undefined
  /** Symbols whose part of the span was told to the writer, and how many instruments there were when all had been. */
  readonly told: Set<number>
  instruments: number
}

interface KnownSeries {
  readonly symbolId: number
  readonly venue: string
  readonly level: Level
}

export type CoverageReport = Pick<WriteBatch, 'live' | 'members' | 'lost'> & { readonly instruments: number }

/** For which spans a symbol's bars are known to be complete: its feed was connected, or its venue's history filled them. */
export class Coverage {
  readonly #liveOf: StatementSync
  readonly #filledOf: StatementSync
  readonly #stored = new Map<number, Ranges>()
  readonly #filled = new Map<number, Ranges>()
  /** Though its feed delivered, these spans of a symbol are not whole. */
  readonly lost: LostSpans
  /** Symbols of whose lost spans some may not be needed any more, and when all are looked at again. */
  readonly #settled = new Set<number>()
  #nextLookMs = 0
  /** Spans of this process that the store does not have in full yet. */
  readonly #spans = new Map<number, Span>()
  readonly #open = new Map<string, Span>()
  readonly #link: (feed: string) => FeedLink
  readonly #retention: Retention
  #nextId: number

  constructor(database: DatabaseSync, link: (feed: string) => FeedLink, retention: Retention) {
    this.#link = link
    this.#retention = retention
    this.#liveOf = database.prepare(
      `SELECT max(live.from_ms, member.from_ms) AS from_ms, min(live.to_ms, coalesce(member.to_ms, live.to_ms)) AS to_ms
       FROM member JOIN live ON live.id = member.live WHERE member.symbol = ?`,
    )
    this.#filledOf = database.prepare('SELECT from_ms, to_ms FROM filled WHERE series = ?')
    this.lost = new LostSpans(database)
    this.#nextId = Number(database.prepare('SELECT coalesce(max(id), 0) + 1 AS id FROM live').get()?.id)
  }

  /** The feed delivers from now on. */
  begin(feed: string, venue: string, nowMs: number): void {
    if (this.#open.has(feed)) return
    const span: Span = {
      id: this.#nextId++,
      feed,
      venue,
      beganMs: nowMs,
      fromMs: undefined,
      toMs: undefined,
      told: new Set(),
      instruments: 0,
    }
    this.#open.set(feed, span)
    this.#spans.set(span.id, span)
  }

  end(feed: string, nowMs: number): void {
    const span = this.#open.get(feed)
    if (span === undefined) return
    span.fromMs = this.#fromMs(span)
    span.toMs = Math.max(span.fromMs, this.#toMs(span, nowMs, true))
    this.#open.delete(feed)
  }

  /** Time has passed since `beforeMs` that was not lived through: whatever the feeds say of themselves, nothing of it was observed. */
  stepped(beforeMs: number, nowMs: number): Iterable<string> {
    const venues = new Set<string>()
    for (const [feed, { venue }] of [...this.#open]) {
      this.end(feed, beforeMs)
      this.begin(feed, venue, nowMs)
      venues.add(venue)
    }
    return venues
  }

  /** Observed by us, whole. */
  live(symbolId: number, venue: string, nowMs: number): Ranges {
    const current: TimeRange[] = []
    for (const span of this.#spans.values()) {
      if (span.venue === venue) current.push({ fromMs: this.#fromMs(span), toMs: span.toMs ?? this.#toMs(span, nowMs, false) })
    }
    const live = united(this.#storedLive(symbolId), current)
    const lost = this.lost.of(symbolId)
    return lost.length === 0 ? live : live.flatMap(({ fromMs, toMs }) => gaps(lost, fromMs, toMs))
  }

  /** Known at this level, whoever told. Hours since `minutesTellFromMs` are only as known as their minutes. */
  known({ symbolId, venue, level }: KnownSeries, nowMs: number, minutesTellFromMs: () => number): Ranges {
    const live = this.live(symbolId, venue, nowMs)
    return united(live, this.#filledAt(symbolId, level, minutesTellFromMs))
  }

  /** Of bars that should be known by now: closed ones, after the time that trades take to reach us. */
  missing(series: KnownSeries, { fromMs, toMs }: TimeRange, nowMs: number, minutesTellFromMs: () => number): Ranges {
    const { stepMs } = levelShape(series.level)
    const start = Math.floor(fromMs / stepMs) * stepMs
    const end = Math.min(toMs, settledMs(series.level, nowMs))
    if (start >= end) return []
    const known = this.known(series, nowMs, minutesTellFromMs)
    const keptFromMs = Math.min(end, Math.max(start, this.keptFromMs(series.level, nowMs)))
    return inWholeSteps(united([{ fromMs: start, toMs: keptFromMs }], gaps(known, keptFromMs, end)), stepMs)
  }

  /** What is kept no longer counts as missing again; whole chunks are forgotten. */
  keptFromMs(level: Level, nowMs: number): number {
    const { chunkMs } = levelShape(level)
    return Math.floor((nowMs - this.#retention[level]) / chunkMs) * chunkMs
  }

  isFilled(series: number, fromMs: number, toMs: number): boolean {
    return contains(this.#filledRanges(series), fromMs, toMs)
  }

  addFilled(series: number, fromMs: number, toMs: number): void {
    this.#filled.set(series, united(this.#filledRanges(series), [{ fromMs, toMs }]))
    this.#settled.add(symbolOfSeries(series))
  }

  /**
   * What the writer has to know with the bars up to `nowMs`. `symbolsOf` gives the symbols a venue has now; one that appears
   * later is a member from then on.
   */
  report(nowMs: number, instruments: number, symbolsOf: (venue: string) => Iterable<number>): CoverageReport {
    this.#forgetLost(nowMs)
    const live: WriteBatch['live'][number][] = []
    const members: WriteBatch['members'][number][] = []
    for (const span of this.#spans.values()) {
      const toMs = span.toMs ?? this.#toMs(span, nowMs, true)
      const fromMs = this.#fromMs(span)
      if (toMs <= fromMs) continue
      span.fromMs = fromMs
      live.push([span.id, span.venue, fromMs, toMs])
      if (span.instruments === instruments) continue
      for (const symbol of symbolsOf(span.venue)) {
        if (span.told.has(symbol)) continue
        members.push([symbol, span.id, span.told.size === 0 ? fromMs : Math.max(fromMs, toMs), null])
      }
    }
    return { live, members, lost: this.lost.report(), instruments }
  }

  /** The batch with this report is stored. */
  reported(report: CoverageReport): void {
    this.lost.reported()
    for (const [symbol, id] of report.members) this.#spans.get(id)?.told.add(symbol)
    for (const [id, , fromMs, toMs] of report.live) {
      const span = this.#spans.get(id)
      if (span !== undefined) span.instruments = report.instruments
      // Ended, and stored to its end: what is read from the store from now on has it.
      if (span?.toMs === undefined || (span.toMs !== toMs && span.toMs > fromMs)) continue
      this.#spans.delete(id)
      this.#stored.clear()
    }
    for (const [id, span] of this.#spans) if (span.toMs !== undefined && span.toMs <= this.#fromMs(span)) this.#spans.delete(id)
  }

  /** A few symbols at each flush: what a lost span says is needed until every level that still keeps it was filled. */
  #forgetLost(nowMs: number): void {
    if (nowMs >= this.#nextLookMs) {
      for (const symbol of this.lost.symbols()) this.#settled.add(symbol)
      this.#nextLookMs = nowMs + lookMs
    }
    let left = symbolsPerLook
    for (const symbol of this.#settled) {
      this.#settled.delete(symbol)
      this.lost.keep(symbol, (spans) => united(...levels.map((level) => this.#unfilled(symbol, spans, level, nowMs))))
      left -= 1
      if (left === 0) return
    }
  }

  #unfilled(symbolId: number, spans: Ranges, level: Level, nowMs: number): Ranges {
    const forgotten = { fromMs: Number.NEGATIVE_INFINITY, toMs: this.keptFromMs(level, nowMs) }
    return without(spans, united([forgotten], this.#filledAt(symbolId, level)))
  }

  /** Minutes of the past are known as hours too. */
  #filledAt(symbolId: number, level: Level, minutesTellFromMs = () => Number.POSITIVE_INFINITY): Ranges {
    const filled = this.#filledRanges(seriesOf(symbolId, level))
    if (level !== hoursLevel) return filled
    const endMs = minutesTellFromMs()
    const hours = filled.map(({ fromMs, toMs }) => ({ fromMs, toMs: Math.min(toMs, endMs) }))
    return united(hours, this.#filledRanges(seriesOf(symbolId, minutesLevel)))
  }

  /** Spans are by the venue's clock, as trades are. It is measured when the connection stands. */
  #fromMs({ feed, beganMs, fromMs }: Span): number {
    return fromMs ?? beganMs + Math.max(0, this.#offsetMs(feed)) + edgeMs
  }

  /**
   * `heard`: a connection that says nothing may be dead for long before that is seen, and the process may be killed in between:
   * what it has not heard it must not claim for good.
   */
  #toMs({ feed }: Span, nowMs: number, heard: boolean): number {
    const { heardMs = nowMs } = heard ? this.#link(feed) : {}
    return Math.min(nowMs, heardMs) + Math.min(0, this.#offsetMs(feed)) - edgeMs
  }

  #offsetMs(feed: string): number {
    const { clockOffsetMs = 0 } = this.#link(feed)
    return Math.abs(clockOffsetMs) > offsetMsMax ? clockOffsetMs : 0
  }

  #storedLive(symbolId: number): Ranges {
    let ranges = this.#stored.get(symbolId)
    if (ranges === undefined) {
      ranges = united(this.#liveOf.all(symbolId).map(rangeOf))
      this.#stored.set(symbolId, ranges)
    }
    return ranges
  }

  #filledRanges(series: number): Ranges {
    let ranges = this.#filled.get(series)
    if (ranges === undefined) {
      ranges = united(this.#filledOf.all(series).map(rangeOf))
      this.#filled.set(series, ranges)
    }
    return ranges
  }
}

/** What has ended by then is known if it ever will be without a venue's history. */
export function settledMs(level: Level, nowMs: number): number {
  const { stepMs } = levelShape(level)
  return Math.floor((nowMs - 2 * edgeMs) / stepMs) * stepMs
}

function rangeOf(row: Record<string, unknown>): TimeRange {
  return { fromMs: Number(row.from_ms), toMs: Number(row.to_ms) }
}
