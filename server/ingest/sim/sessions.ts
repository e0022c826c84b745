import { type TradingDay, tradingDayAt } from '../../../lib/market/trading-day.ts'
import type { SimInstrument } from './universe.ts'

/**
 * When simulated stocks trade. `short-day`: 3 h 50 min open, 10 min closed, sectors one after another, so that a demo shows
 * sessions and yet is alive at any hour and on any weekend. `us-equity`: the hours of New York. `always`: no closing.
 */
export type StockSessions = 'short-day' | 'us-equity' | 'always'

const cycleMs = 4 * 3_600_000
const breakMs = 600_000

export class SimSessions {
  readonly #mode: StockSessions
  #day: TradingDay = { startMs: 0, countUntilMs: 0, endMs: 0 }

  constructor(mode: StockSessions) {
    this.#mode = mode
  }

  isOpen(instrument: SimInstrument, timeMs: number): boolean {
    if (!instrument.isStock || this.#mode === 'always') return true
    if (this.#mode === 'short-day') return (timeMs + offsetMs(instrument)) % cycleMs >= breakMs
    if (timeMs < this.#day.startMs || timeMs >= this.#day.endMs) this.#day = tradingDayAt('us-equity', timeMs)
    return timeMs < this.#day.countUntilMs
  }

  /** When the session of a closed stock ended; `timeMs` itself where that is not worked out, as for the hours of New York. */
  closedSinceMs(instrument: SimInstrument, timeMs: number): number {
    return this.#mode === 'short-day' ? timeMs - ((timeMs + offsetMs(instrument)) % cycleMs) : timeMs
  }

  /** What a viewer is told while it is closed. */
  closedReason(instrument: SimInstrument, timeMs: number): string {
    if (this.#mode !== 'short-day') return 'outside the simulated session'
    const reopensInMs = breakMs - ((timeMs + offsetMs(instrument)) % cycleMs)
    return `simulated session break, reopens in ${Math.ceil(reopensInMs / 60_000)} min`
  }
}

/** Sectors take their breaks at different times: 23 min apart, which spreads ten of them over the cycle. */
function offsetMs(instrument: SimInstrument): number {
  return instrument.sector * 23 * 60_000
}
