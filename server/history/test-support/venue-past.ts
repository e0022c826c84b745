import { FeedError } from '../../../lib/market/feed.ts'
import type { HistoryBar, HistorySource, KeptInterval } from '../../../lib/market/history-source.ts'

const minute = 60_000

/** A venue whose every minute of the past is one bar at 50.00, unless `bars` says otherwise. */
export class VenuePast implements HistorySource {
  readonly venue = 'BINANCE'
  readonly intervals = ['1m', '1h'] as const
  readonly asked: [KeptInterval, number, number][] = []
  failures = 0
  /** Answers wait for it. */
  gate: Promise<void> = Promise.resolve()
  change: (bar: HistoryBar) => HistoryBar = (bar) => bar

  async *fetchBars(_instrument: unknown, interval: KeptInterval, fromMs: number, toMs: number) {
    this.asked.push([interval, fromMs, toMs])
    await this.gate
    const stepMs = interval === '1h' ? 3_600_000 : minute
    for (let at = fromMs; at < toMs; at += 500 * stepMs) {
      if (this.failures > 0) {
        this.failures -= 1
        throw new FeedError('http', 'too many requests')
      }
      const coveredToMs = Math.min(toMs, at + 500 * stepMs)
      const bars: HistoryBar[] = []
      for (let timeMs = at; timeMs < coveredToMs; timeMs += stepMs) {
        bars.push(this.change({ timeMs, open: '50', high: '50.00', low: '5e1', close: '50.0', volume: '7', tradeCount: 3 }))
      }
      yield { bars, coveredToMs }
    }
  }
}
