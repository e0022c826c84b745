import type { IngestInstrument } from '../instrument-table.ts'

export interface SilenceLimits {
  /** Silent for less is never stale. */
  readonly leastMs: number
  /** Silent for more is stale, however quiet the instrument usually is. */
  readonly mostMs: number
}

interface Hearing {
  readonly sinceMs: number
  lastMs: number
  meanGapMs: number
  stale: boolean
  /** When it was last subscribed to anew because of its silence. */
  renewedAtMs: number
}

/** Between two messages an instrument may be this many times as silent as it usually is. */
const patience = 30

/**
 * Sees a subscription that was acknowledged and says nothing. How long silence is normal differs between instruments by a
 * factor of a thousand, so it is measured: thirty times the mean gap, within limits.
 */
export class SilenceWatch {
  readonly #limits: SilenceLimits
  readonly #hearings = new Map<IngestInstrument, Hearing>()

  constructor(limits: SilenceLimits) {
    this.#limits = limits
  }

  /** Starts the count for an instrument that should be heard from now on. */
  expect(instrument: IngestInstrument, nowMs: number): void {
    const mean = this.#hearings.get(instrument)?.meanGapMs ?? 0
    this.#hearings.set(instrument, { sinceMs: nowMs, lastMs: nowMs, meanGapMs: mean, stale: false, renewedAtMs: nowMs })
  }

  heard(instrument: IngestInstrument, nowMs: number): void {
    const hearing = this.#hearings.get(instrument)
    if (hearing === undefined) return
    const gap = nowMs - hearing.lastMs
    // An outage is no habit: from a silence that was called stale nothing is learnt.
    if (!hearing.stale) hearing.meanGapMs = hearing.meanGapMs === 0 ? gap : hearing.meanGapMs + (gap - hearing.meanGapMs) * 0.05
    hearing.lastMs = nowMs
    hearing.stale = false
  }

  forgetAll(): void {
    this.#hearings.clear()
  }

  /** Instruments that became stale since the last look, and those to subscribe to anew: silent for twice the limit. */
  look(nowMs: number): { stale: { instrument: IngestInstrument; silentMs: number }[]; renew: IngestInstrument[] } {
    const stale: { instrument: IngestInstrument; silentMs: number }[] = []
    const renew: IngestInstrument[] = []
    for (const [instrument, hearing] of this.#hearings) {
      const limitMs = Math.min(this.#limits.mostMs, Math.max(this.#limits.leastMs, hearing.meanGapMs * patience))
      const silentMs = nowMs - hearing.lastMs
      if (silentMs <= limitMs) continue
      if (!hearing.stale) {
        hearing.stale = true
        stale.push({ instrument, silentMs })
      }
      if (silentMs > 2 * limitMs && nowMs - hearing.renewedAtMs > 2 * limitMs) {
        hearing.renewedAtMs = nowMs
        renew.push(instrument)
      }
    }
    return { stale, renew }
  }
}
