import type { Bar } from '../market/bar.ts'
import { type ParsedAlerts, parseAlerts, serialiseAlerts } from './alert-file.ts'
import { type AlertMemory, alertState, createAlertMemory, forgetMarket } from './alert-memory.ts'
import type { AlertQuote } from './alert-quote.ts'
import { type AlertRule, alertLimits } from './alert-rule.ts'
import { type AlertEvent, catchUpAlert, evaluateAlert, type MissedPrices, seedAlert } from './evaluate-alert.ts'
import { type KnownRules, mergeAlerts, rulesOf } from './merge-alerts.ts'

export interface AlertBookOptions {
  /** The server's time, Unix ms. */
  readonly now: () => number
  readonly onFired: (event: AlertEvent, rule: AlertRule) => void
  /** Called when something worth keeping changed: `text` is then what to keep for `restore`. */
  readonly save: () => void
  /** Calls `report`, now or soon, unless another tab has reported this firing. */
  readonly claim?: (key: string, report: () => void) => void
}

export interface AlertView {
  readonly rule: AlertRule
  readonly state: 'waiting' | 'fired' | 'expired' | 'off'
  /** Since it was made, changed or last switched on. */
  readonly occurrences: number
  readonly firedAtMs: number | undefined
  /** The last price then, exact decimal; undefined: there was none. */
  readonly firedPrice: string | undefined
}

/** All alerts of a viewer. */
export interface AlertBook {
  /** Takes over what was saved, here or in another tab; what is not saved yet stays. Tells what could not be used. */
  restore(text: string | null): Pick<ParsedAlerts, 'ignored' | 'unread'>
  /** To be saved as it is: what was restored or asked for last is what another tab's changes are told from. */
  text(): string
  /** The same array until something changed. */
  list(): readonly AlertView[]
  subscribe(listener: () => void): () => void
  /** Symbols that some alert waits on: these must be watched. Sorted. */
  symbols(): readonly string[]
  /**
   * Adds, or replaces the one of the same id, which then starts anew. Its side of the level is that of the next quote
   * observed, so observe the present one at once. False when there are too many, or it cannot be used (`conditionProblem`).
   */
  put(rule: AlertRule): boolean
  /** Switched on again, an alert that fired once waits once more. */
  setEnabled(id: string, enabled: boolean): void
  /** Returns what brings it back: one that has fired comes back as that. */
  remove(id: string): (() => void) | undefined
  /** Bars of the past of a symbol: see `seedAlert`. Best before its first quote. */
  seed(symbol: string, bars: readonly Bar[], barMs: number, instrument: AlertQuote['instrument']): void
  /** A quote changed. Costs one look-up when no alert waits on it. */
  observe(quote: AlertQuote): void
  /**
   * Prices of a time in which quotes were missed, once they can be had: a price alert whose level was touched and left again
   * fires late. Does nothing where ticks have changed meanwhile.
   */
  catchUp(symbol: string, missed: MissedPrices, instrument: AlertQuote['instrument']): void
  /** Time passed: call about once a second, and before the page is left. */
  tick(): void
}

interface Entry {
  rule: AlertRule
  memory: AlertMemory
  state: AlertView['state']
}

export function createAlertBook({ now, onFired, save, claim = (_, report) => report() }: AlertBookOptions): AlertBook {
  const entries = new Map<string, Entry>()
  const waiting = new Map<string, Entry[]>()
  const seen = new Map<string, AlertQuote>()
  /** Of rules removed: should one come back, its firings must not bear the names of old ones. */
  const occurrencesOfRemoved = new Map<string, number>()
  const listeners = new Set<() => void>()
  let saved: KnownRules = new Map()
  let views: readonly AlertView[] | undefined
  let unsaved = false

  const refresh = (): void => {
    views = undefined
    waiting.clear()
    for (const entry of entries.values()) {
      entry.state = alertState(entry.rule, entry.memory, now())
      if (entry.state !== 'waiting') continue
      const group = waiting.get(entry.rule.symbol)
      if (group === undefined) waiting.set(entry.rule.symbol, [entry])
      else group.push(entry)
    }
    for (const symbol of seen.keys()) if (!waiting.has(symbol)) seen.delete(symbol)
    for (const listener of listeners) listener()
  }

  const write = (): void => {
    unsaved = false
    save()
  }

  const changed = (): void => {
    refresh()
    write()
  }

  /** True when it fired. */
  const evaluate = (entry: Entry, previous: AlertQuote | undefined, next: AlertQuote): boolean => {
    const { wasUpper } = entry.memory
    const event = evaluateAlert(entry.rule, entry.memory, previous, next, now())
    unsaved ||= wasUpper !== entry.memory.wasUpper
    return report(event, entry)
  }

  const report = (event: AlertEvent | undefined, { rule }: Entry): boolean => {
    if (event === undefined) return false
    claim(event.key, () => onFired(event, rule))
    return true
  }

  return {
    restore(text) {
      const { alerts, ...losses } = parseAlerts(text)
      const merged = mergeAlerts(saved, entries, alerts)
      entries.clear()
      for (const { rule, memory } of merged) entries.set(rule.id, { rule, memory, state: 'waiting' })
      saved = rulesOf(alerts)
      refresh()
      return losses
    },
    text() {
      saved = rulesOf(entries.values())
      return serialiseAlerts([...entries.values()])
    },
    list() {
      views ??= [...entries.values()].map(({ rule, memory, state }) => ({
        rule,
        state,
        occurrences: memory.occurrences - memory.occurrencesBefore,
        firedAtMs: memory.firedAtMs,
        firedPrice: memory.firedPrice,
      }))
      return views
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    symbols: () => [...waiting.keys()].sort(),
    put(rule) {
      // As it will be read back, so that rules of several tabs compare.
      const kept = parseAlerts(serialiseAlerts([{ rule, memory: createAlertMemory() }])).alerts[0]
      if (kept === undefined || (!entries.has(rule.id) && entries.size >= alertLimits.rulesMax)) return false
      const { memory } = kept
      memory.occurrences = entries.get(rule.id)?.memory.occurrences ?? occurrencesOfRemoved.get(rule.id) ?? 0
      memory.occurrencesBefore = memory.occurrences
      entries.set(rule.id, { ...kept, state: 'waiting' })
      changed()
      return true
    },
    setEnabled(id, enabled) {
      const entry = entries.get(id)
      if (entry === undefined || (entry.rule.enabled === enabled && (entry.state === 'waiting') === enabled)) return
      entry.rule = { ...entry.rule, enabled }
      forgetMarket(entry.memory)
      if (enabled) entry.memory.occurrencesBefore = entry.memory.occurrences
      changed()
    },
    remove(id) {
      const entry = entries.get(id)
      if (entry === undefined) return undefined
      entries.delete(id)
      occurrencesOfRemoved.set(id, entry.memory.occurrences)
      changed()
      return () => {
        forgetMarket(entry.memory)
        entries.set(id, entry)
        changed()
      }
    },
    seed(symbol, bars, barMs, instrument) {
      for (const { rule, memory } of waiting.get(symbol) ?? []) seedAlert(rule, memory, bars, barMs, instrument, now())
    },
    observe(quote) {
      const group = waiting.get(quote.symbol)
      if (group === undefined) return
      const previous = seen.get(quote.symbol)
      if (previous === quote) return
      seen.set(quote.symbol, quote)
      let fired = false
      for (const entry of group) fired = evaluate(entry, sawNothing(entry) ? undefined : previous, quote) || fired
      if (fired) changed()
    },
    catchUp(symbol, missed, { tickSize }) {
      const quote = seen.get(symbol)
      if (quote?.instrument.tickSize !== tickSize) return
      let fired = false
      for (const entry of waiting.get(symbol) ?? []) {
        fired = report(catchUpAlert(entry.rule, entry.memory, missed, quote, now()), entry) || fired
      }
      if (fired) changed()
    },
    tick() {
      let ended = false
      for (const [symbol, group] of waiting) {
        const quote = seen.get(symbol)
        for (const entry of group) {
          if (quote !== undefined) ended = evaluate(entry, quote, quote) || ended
          ended ||= alertState(entry.rule, entry.memory, now()) !== 'waiting'
        }
      }
      if (ended) changed()
      if (unsaved) write()
    },
  }
}

/** It has not seen a quote yet: what traded before it was made is none of its business. */
function sawNothing(entry: Entry): boolean {
  return entry.memory.tickSize === ''
}
