import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Logger } from 'pino'
import type { Interval } from '../lib/market/bar.ts'
import { type BarHistory, HistoryError, memoryOnly } from '../lib/market/bar-history.ts'
import type { BarSource } from '../lib/market/bar-source.ts'
import type { AwaitedTrades, Feed, FeedState, LostTrades } from '../lib/market/feed.ts'
import type { HistorySource } from '../lib/market/history-source.ts'
import type { InstrumentDefinition } from '../lib/market/instrument.ts'
import type { MetricSource } from '../lib/market/metric.ts'
import type { InstrumentId } from '../lib/market/units.ts'
import { openHistory } from './history/history.ts'
import type { HttpDeps, StoreHealth } from './http/http-deps.ts'
import type { MarketState } from './market/market-state.ts'
import type { SystemClock } from './system-clock.ts'

/** Bars as the other stages see them, kept in DATA_DIR or, with `:memory:`, only while the process lives. */
export interface BarStore {
  /** For the moment a chart is handed over (P7): read on this thread. */
  readonly bars: BarSource
  readonly history: BarHistory
  readonly health: () => StoreHealth
  readonly metrics: MetricSource
  withKnownScale(definition: InstrumentDefinition): InstrumentDefinition
  feedChanged(state: FeedState): void
  /** These bars are not whole, though their feed delivered. */
  lost(trades: LostTrades): void
  /** Nor are these, for the present. */
  awaited(trades: AwaitedTrades): void
  readonly backfill: NonNullable<HttpDeps['backfill']>
  /** Somebody looks at a span of which nothing is known: it is fetched from the venue, if that has a past to give. */
  readonly fillMissing: NonNullable<HttpDeps['fillMissing']>
  /** A chart is opened in the stream: as `fillMissing`, in the background. */
  opened(id: InstrumentId, interval: Interval, fromMs: number, limit: number): void
  /** Bars of this length and longer were filled. */
  onFilled(listener: (id: InstrumentId, lengthMs: number) => void): void
  close(): Promise<void>
}

export interface BarStoreOptions {
  readonly directory: string
  readonly market: MarketState
  readonly feeds: {
    readonly historySources: readonly HistorySource[]
    find(name: string): Feed | undefined
  }
  readonly clock: SystemClock
  readonly log: Logger
  readonly keyOf: (definition: InstrumentDefinition) => string
}

/** Throws HistoryError when the directory cannot be used. */
export function openBarStore({ directory, market, feeds, clock, log, keyOf }: BarStoreOptions): BarStore {
  if (directory === ':memory:') return memoryStore(market)
  makeDirectory(directory)
  const history = openHistory({
    directory,
    memory: market.bars,
    instruments: market.instruments,
    define: (definition) => market.define(definition),
    sources: feeds.historySources,
    link: (feed) => feeds.find(feed) ?? {},
    clock,
    keyOf,
    log: (message, error) => log.error({ err: error }, message),
  })
  market.listen({
    refined: () => undefined,
    barChanged: (id, venueTimeMs) => history.barChanged(id, venueTimeMs),
    tradesPressing: () => undefined,
    bookChanged: () => undefined,
  })
  clock.onStep((beforeMs) => history.clockStepped(beforeMs))
  return {
    bars: history.bars,
    history,
    health: () => history.state(),
    metrics: () => history.metrics(),
    withKnownScale: (definition) => history.withKnownScale(definition),
    feedChanged: (state) => history.feedChanged(state),
    lost: (trades) => history.lost(trades),
    awaited: (trades) => history.awaited(trades),
    backfill: () => history.backfill.states(),
    fillMissing: (id, interval, spans) => history.backfill.wanted(id, interval, spans),
    opened: (id, interval, fromMs, limit) => history.opened(id, interval, fromMs, limit),
    onFilled: (listener) => history.backfill.onFilled(listener),
    close: () => history.close(),
  }
}

/** Level by level: `mkdir` with `recursive` never returns where a file system refuses directories (/proc). */
function makeDirectory(directory: string): void {
  const missing: string[] = []
  for (let path = resolve(directory); !existsSync(path); path = dirname(path)) missing.push(path)
  try {
    for (const path of missing.reverse()) mkdirSync(path)
    if (!statSync(directory).isDirectory()) throw new Error('it is a file')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new HistoryError('unavailable', `Cannot keep bars there: ${reason}; expected a directory that can be written to`, {
      cause: error,
    })
  }
}

function memoryStore(market: MarketState): BarStore {
  return {
    bars: market.bars,
    history: memoryOnly(market.bars),
    health: () => ({ state: 'off', reason: 'DATA_DIR is :memory:, so nothing is kept across a restart' }),
    metrics: () => [],
    withKnownScale: (definition) => definition,
    feedChanged: () => undefined,
    lost: () => undefined,
    awaited: () => undefined,
    backfill: () => [],
    fillMissing: async () => false,
    opened: () => undefined,
    onFilled: () => undefined,
    close: async () => undefined,
  }
}
