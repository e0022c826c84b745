import type { Bar, Interval } from './bar.ts'
import type { BarSource } from './bar-source.ts'
import type { InstrumentId } from './units.ts'

/** `[fromMs, toMs)`, Unix milliseconds. */
export interface TimeRange {
  readonly fromMs: number
  readonly toMs: number
}

export interface BarPage {
  /** Ascending, in the instrument's present tick and lot, the forming bar included. */
  readonly bars: readonly Bar[]
  /**
   * Parts of what was asked that neither we observed nor a venue's history filled: no bar there does not mean no trade.
   * Ascending. Empty where nothing is known to be missing.
   */
  readonly missing: readonly TimeRange[]
}

/** Bars of any age, read without holding up the thread that streams. */
export interface BarHistory {
  /** The newest `limit` bars that start in `[fromMs, toMs)`. Rejects with HistoryError when they cannot be read now. */
  read(id: InstrumentId, interval: Interval, fromMs: number, toMs: number, limit: number): Promise<BarPage>
}

/** Where bars begin their life: in memory, from trades. The history stage puts back what it kept, and what a venue corrected. */
export interface BarMemory extends BarSource {
  /** Bars that are there already stay, unless `replace`. Longer intervals follow from minutes. */
  backfill(id: InstrumentId, interval: '1s' | '1m', bars: readonly Bar[], replace?: boolean): void
  /** From here on every bar ever put or built is still there; -Infinity while none was dropped for want of room. */
  keptFromMs(id: InstrumentId, interval: '1s' | '1m'): number
}

/** An operating fault of the store: shown in `/readyz`, the log and the answer, never a crash. */
export class HistoryError extends Error {
  readonly code: 'unavailable' | 'locked' | 'newer_schema' | 'corrupt' | 'busy'
  constructor(code: HistoryError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'HistoryError'
    this.code = code
  }
}

/** A server without a store: what is in memory is all there is. */
export function memoryOnly(source: BarSource): BarHistory {
  return {
    read: async (id, interval, fromMs, toMs, limit) => ({ bars: source.read(id, interval, fromMs, toMs, limit), missing: [] }),
  }
}
