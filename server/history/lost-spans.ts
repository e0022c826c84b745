import type { DatabaseSync } from 'node:sqlite'
import { type Ranges, united } from './ranges.ts'
import type { WriteBatch } from './write-batch.ts'

export type LostReport = WriteBatch['lost']

/** The end of a span that trades are still awaited in. In the store, too: the process may end before they come. */
export const openEndMs = Number.MAX_SAFE_INTEGER
/** A venue that loses something every second must not fill the store with spans: the oldest become one. */
const spansMax = 1_000

/**
 * Spans that are not whole though their feed delivered. The store hears of one no later than it hears that the span was
 * observed, and hears that one is whole no earlier than it has the trades that made it whole.
 */
export class LostSpans {
  readonly #lost = new Map<number, Ranges>()
  readonly #awaitedFromMs = new Map<number, number>()
  /** As the store has them. */
  readonly #stored = new Map<number, Ranges>()
  /** Symbols that changed since the flush under way began, and before it. */
  #changed = new Set<number>()
  readonly #settling = new Set<number>()

  constructor(database: DatabaseSync) {
    for (const row of database.prepare('SELECT symbol, from_ms, to_ms FROM lost').all()) {
      const span = { fromMs: Number(row.from_ms), toMs: Number(row.to_ms) }
      this.#stored.set(Number(row.symbol), united(this.#stored.get(Number(row.symbol)) ?? [], [span]))
    }
    const observed = database.prepare(
      `SELECT max(min(live.to_ms, coalesce(member.to_ms, live.to_ms))) AS to_ms
       FROM member JOIN live ON live.id = member.live WHERE member.symbol = ?`,
    )
    for (const [symbol, spans] of this.#stored) {
      this.#lost.set(symbol, spans)
      if (spans.at(-1)?.toMs !== openEndMs) continue
      // What was awaited when the process before ended did not come: of what that process observed nothing since is whole.
      this.#lost.set(symbol, cut(spans, Number(observed.get(symbol)?.to_ms ?? 0)))
      this.#changed.add(symbol)
    }
  }

  /** Trades of this span will not come. */
  add(symbolId: number, fromMs: number, toMs: number): void {
    const spans = united(this.#lost.get(symbolId) ?? [], [{ fromMs, toMs }])
    this.#lost.set(symbolId, spans.length <= spansMax ? spans : withOldestJoined(spans))
    this.#changed.add(symbolId)
  }

  /** Trades since then are missing and may yet come. undefined: none are, any more. */
  await(symbolId: number, fromMs: number | undefined): void {
    if (this.#awaitedFromMs.get(symbolId) === fromMs) return
    if (fromMs === undefined) this.#awaitedFromMs.delete(symbolId)
    else this.#awaitedFromMs.set(symbolId, fromMs)
    this.#changed.add(symbolId)
  }

  of(symbolId: number): Ranges {
    const lost = this.#lost.get(symbolId) ?? []
    const fromMs = this.#awaitedFromMs.get(symbolId)
    return fromMs === undefined ? lost : united(lost, [{ fromMs, toMs: openEndMs }])
  }

  /** A flush begins: what is whole by now is so by bars that it will carry. */
  beginReport(): void {
    for (const symbol of this.#changed) this.#settling.add(symbol)
    this.#changed = new Set()
  }

  /** What the store has to know with the last bars of the flush. */
  report(): LostReport {
    const report: LostReport[number][] = []
    for (const symbol of new Set([...this.#settling, ...this.#changed])) {
      const spans = this.of(symbol)
      // The bars of what became whole since the flush began are not all in it.
      report.push([symbol, this.#changed.has(symbol) ? united(this.#stored.get(symbol) ?? [], spans) : spans])
    }
    return report
  }

  /** The batch with this report is stored. */
  reported(report: LostReport): void {
    for (const [symbol, spans] of report) {
      this.#stored.set(symbol, spans)
      this.#settling.delete(symbol)
    }
  }
}

function cut(spans: Ranges, endMs: number): Ranges {
  return spans.map(({ fromMs, toMs }) => ({ fromMs, toMs: Math.min(toMs, endMs) })).filter(({ fromMs, toMs }) => fromMs < toMs)
}

function withOldestJoined([first, second, ...rest]: Ranges): Ranges {
  if (first === undefined || second === undefined) return rest
  return [{ fromMs: first.fromMs, toMs: second.toMs }, ...rest]
}
