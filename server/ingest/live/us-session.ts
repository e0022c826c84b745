import type { FeedSink } from '../../../lib/market/feed.ts'
import { tradingDayAt } from '../../../lib/market/trading-day.ts'
import type { IngestInstrument } from '../instrument-table.ts'

/** Stocks are silent outside their session because it is over, not because something is wrong. */
export class UsSession {
  #open: boolean | undefined

  /** Called every second or so: tells the sink when the session opens or closes. */
  follow(nowMs: number, instruments: readonly IngestInstrument[], sink: FeedSink): void {
    const open = nowMs < tradingDayAt('us-equity', nowMs).countUntilMs
    if (open === this.#open) return
    const first = this.#open === undefined
    this.#open = open
    for (const { id, definition } of instruments) {
      if (definition.session !== 'us-equity') continue
      if (!open) sink.status(id, 'closed', 'outside the US session')
      else if (!first) sink.status(id, 'pending', 'the US session has opened')
    }
  }

  isClosed({ definition }: IngestInstrument): boolean {
    return definition.session === 'us-equity' && this.#open === false
  }
}
