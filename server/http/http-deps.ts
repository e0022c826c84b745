import type { Interval } from '../../lib/market/bar.ts'
import type { BarHistory, TimeRange } from '../../lib/market/bar-history.ts'
import type { FeedState } from '../../lib/market/feed.ts'
import type { BackfillState } from '../../lib/market/history-source.ts'
import type { MarketView } from '../../lib/market/market-view.ts'
import type { MetricSource } from '../../lib/market/metric.ts'
import type { InstrumentId } from '../../lib/market/units.ts'

/** Whether bars survive a restart: `off` where nothing is kept on purpose. */
export interface StoreHealth {
  readonly state: 'ready' | 'failing' | 'off'
  readonly reason: string
}

/** What the HTTP side asks of the other stages. */
export interface HttpDeps {
  readonly market: Pick<MarketView, 'epoch' | 'instruments' | 'columns' | 'trades'>
  readonly bars: BarHistory
  readonly feeds: () => readonly FeedState[]
  readonly store: () => StoreHealth
  /** What is left to fill of the venues' past. */
  readonly backfill?: () => readonly BackfillState[]
  /** The server is about to stop: no new viewers, please. */
  readonly draining: () => boolean
  readonly metrics: readonly MetricSource[]
  /** Unix milliseconds. */
  readonly now: () => number
  /** A fault of ours while answering; the client gets a 500 without details. */
  readonly onError: (error: unknown, path: string) => void
  /**
   * Somebody looks at spans that are missing: they may be fetched. Resolves, within a time that a person waits for a chart, to
   * whether it is worth reading again. Bounds what it starts.
   */
  readonly fillMissing?: (id: InstrumentId, interval: Interval, missing: readonly TimeRange[]) => Promise<boolean>
}
