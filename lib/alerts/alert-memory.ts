import type { AlertRule } from './alert-rule.ts'
import type { TimeWindow } from './time-window.ts'

/** What an alert remembers from one quote to the next; changed in place. The first part is kept across visits. */
export interface AlertMemory {
  /** Firings ever: never counts back, as firings are named by it. */
  occurrences: number
  /** Firings before the alert was last switched on or changed. */
  occurrencesBefore: number
  firedAtMs: number | undefined
  /** The last price at that firing, exact decimal; undefined: there was none. */
  firedPrice: string | undefined
  /** Of a price alert: the side of the level the price was last seen on. */
  wasUpper: boolean | undefined
  /** Of an `either` price alert: the level belongs to the upper side, as the price came from below. */
  levelIsUpper: boolean | undefined

  /** Steps that `window` and `upperFrom` are in. */
  tickSize: string
  lotSize: string
  /** Since when it has been watching. */
  seenSinceMs: number | undefined
  upperFrom: number
  window: TimeWindow | undefined
  /** The window reaches into the time before this alert was there. */
  seeded: boolean
  /** Of a volume alert: since when volume is observed. */
  observedSinceMs: number | undefined
  /** When it was last evaluated with a price that is not stale. */
  evaluatedToMs: number | undefined
  /** While blind: up to when it could see. */
  observedToMs: number | undefined
  staleSinceMs: number | undefined
  /** The condition holds and was reported; it must end before it is reported again. */
  reported: boolean
}

export function createAlertMemory(): AlertMemory {
  return {
    occurrences: 0,
    occurrencesBefore: 0,
    firedAtMs: undefined,
    firedPrice: undefined,
    wasUpper: undefined,
    levelIsUpper: undefined,
    tickSize: '',
    lotSize: '',
    seenSinceMs: undefined,
    upperFrom: Number.NaN,
    window: undefined,
    seeded: false,
    observedSinceMs: undefined,
    evaluatedToMs: undefined,
    observedToMs: undefined,
    staleSinceMs: undefined,
    reported: false,
  }
}

/** Keeps only how often it fired: what comes next is seen with fresh eyes. */
export function forgetMarket(memory: AlertMemory): void {
  const { occurrences, occurrencesBefore, firedAtMs, firedPrice } = memory
  Object.assign(memory, createAlertMemory(), { occurrences, occurrencesBefore, firedAtMs, firedPrice })
}

/** Whether the rule can still fire. */
export function alertState(rule: AlertRule, memory: AlertMemory, nowMs: number): 'waiting' | 'fired' | 'expired' | 'off' {
  if (rule.repeat === 'once' && memory.occurrences > memory.occurrencesBefore) return 'fired'
  if (rule.expiresAtMs !== undefined && nowMs >= rule.expiresAtMs) return 'expired'
  return rule.enabled ? 'waiting' : 'off'
}
