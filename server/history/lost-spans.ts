import type { DatabaseSync } from 'node:sqlite'
import { type Ranges, united, without } from './ranges.ts'
import type { LostChange, WriteBatch } from './write-batch.ts'

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
  /** As the store has them once it has the last report; while that is not known, it may have these or those. */
  #told = new Map<number, Ranges>()

  constructor(database: DatabaseSync) {
    for (const row of database.prepare('SELECT symbol, from_ms, to_ms FROM lost ORDER BY symbol, from_ms').all()) {
      const span = { fromMs: Number(row.from_ms), toMs: Number(row.to_ms) }
      this.#stored.set(Number(row.symbol), [...(this.#stored.get(Number(row.symbol)) ?? []), span])
    }
    const observed = database.prepare(
      `SELECT max(min(live.to_ms, coalesce(member.to_ms, live.to_ms))) AS to_ms
       FROM member JOIN live ON live.id = member.live WHERE member.symbol = ?`,
    )
    for (const [symbol, stored] of this.#stored) {
      const spans = united(stored)
      this.#lost.set(symbol, spans)
      if (spans.at(-1)?.toMs !== openEndMs) continue
      // What was awaited when the process before ended did not come: of what that process observed nothing since is whole.
      this.#lost.set(symbol, cut(spans, Number(observed.get(symbol)?.to_ms ?? 0)))
      this.#changed.add(symbol)
    }
  }

  /** Trades of this span will not come. */
  add(symbolId: number, fromMs: number, toMs: number): void {
    // Whole milliseconds, as the store keeps them.
    const span = { fromMs: Math.floor(fromMs), toMs: Math.ceil(toMs) }
    const spans = united(this.#lost.get(symbolId) ?? [], [span])
    this.#lost.set(symbolId, spans.length <= spansMax ? spans : withOldestJoined(spans))
    this.#changed.add(symbolId)
  }

  /** Trades since then are missing and may yet come. undefined: none are, any more. */
  await(symbolId: number, fromMs: number | undefined): void {
    const since = fromMs === undefined ? undefined : Math.floor(fromMs)
    if (this.#awaitedFromMs.get(symbolId) === since) return
    if (since === undefined) this.#awaitedFromMs.delete(symbolId)
    else this.#awaitedFromMs.set(symbolId, since)
    this.#changed.add(symbolId)
  }

  of(symbolId: number): Ranges {
    const lost = this.#lost.get(symbolId) ?? []
    const fromMs = this.#awaitedFromMs.get(symbolId)
    return fromMs === undefined ? lost : united(lost, [{ fromMs, toMs: openEndMs }])
  }

  /** With spans that trades will not come of. */
  symbols(): Iterable<number> {
    return this.#lost.keys()
  }

  /** Forgets of a symbol's spans all that `needed` leaves out of them. */
  keep(symbolId: number, needed: (spans: Ranges) => Ranges): void {
    const spans = this.#lost.get(symbolId) ?? []
    const kept = needed(spans)
    if (without(spans, kept).length === 0) return
    if (kept.length === 0) this.#lost.delete(symbolId)
    else this.#lost.set(symbolId, kept)
    this.#changed.add(symbolId)
  }

  /** A flush begins: what is whole by now is so by bars that it will carry. */
  beginReport(): void {
    for (const symbol of this.#changed) this.#settling.add(symbol)
    this.#changed = new Set()
  }

  /** What the store has to know with the last bars of the flush. */
  report(): WriteBatch['lost'] {
    const doubtful = this.#told
    this.#told = new Map()
    return [...new Set([...this.#settling, ...this.#changed])].map((symbol): LostChange => {
      const stored = this.#stored.get(symbol) ?? []
      // The bars of what became whole since the flush began are not all in it.
      const spans = this.#changed.has(symbol) ? united(stored, this.of(symbol)) : this.of(symbol)
      this.#told.set(symbol, spans)
      return doubtful.has(symbol) ? { symbol, gone: 'all', spans } : { symbol, ...difference(stored, spans) }
    })
  }

  /** The batch with the last report is stored. */
  reported(): void {
    for (const [symbol, spans] of this.#told) {
      if (spans.length === 0) this.#stored.delete(symbol)
      else this.#stored.set(symbol, spans)
      this.#settling.delete(symbol)
    }
    this.#told.clear()
  }
}

/** What makes the second out of the first. */
function difference(before: Ranges, after: Ranges): Pick<LostChange, 'gone' | 'spans'> {
  const starts = new Set(after.map(({ fromMs }) => fromMs))
  const ends = new Map(before.map(({ fromMs, toMs }) => [fromMs, toMs]))
  return {
    gone: before.map(({ fromMs }) => fromMs).filter((fromMs) => !starts.has(fromMs)),
    spans: after.filter(({ fromMs, toMs }) => ends.get(fromMs) !== toMs),
  }
}

function cut(spans: Ranges, endMs: number): Ranges {
  return spans.map(({ fromMs, toMs }) => ({ fromMs, toMs: Math.min(toMs, endMs) })).filter(({ fromMs, toMs }) => fromMs < toMs)
}

function withOldestJoined([first, second, ...rest]: Ranges): Ranges {
  if (first === undefined || second === undefined) return rest
  return [{ fromMs: first.fromMs, toMs: second.toMs }, ...rest]
}
