import type { Bar, Interval } from './bar.ts'
import type { InstrumentId } from './units.ts'

/** Bars as they can be read: from memory, or from a store that survives a restart. Synchronous, so that P7 is one step. */
export interface BarSource {
  /**
   * Bars that start in `[fromMs, toMs)`, ascending, the forming one included; the newest `limit` of them. Fresh objects.
   */
  read(id: InstrumentId, interval: Interval, fromMs: number, toMs: number, limit: number): Bar[]
}
