import type { Quote, QuoteStore, Release } from '../../lib/stream/types.ts'
import { ListenerWatch } from './listener-watch.ts'
import type { QuoteChecks } from './quote-checks.ts'
import type { Random } from './random.ts'
import type { Violations } from './violations.ts'

/** Who listens at a rate is told about so often, and all of one rate together: at most this much later. */
const about = 1.2
/** Rows that nobody listens to. */
const unheardHz = 1

/** How long a change may be held back from who listens at a rate, 0: from who reads what nobody listens to. */
function heldBackMsMax(hz: number): number {
  return hz === Number.POSITIVE_INFINITY ? 0 : (1_000 / (hz === 0 ? unheardHz : hz)) * about
}

/** A connection that is down makes prices stale after 2 s; that is not held back at anybody's pace. */
const staleWithinMs = 2_150

export interface PageListenersParts {
  readonly name: string
  readonly quotes: QuoteStore
  readonly checks: QuoteChecks
  readonly violations: Violations
  readonly now: () => number
  /** By when the page tells what no pace holds back. */
  readonly newsWithinMs: () => number
  /** The other thread has not yet heard of all who listen. */
  readonly untold: () => boolean
}

/**
 * Who listens to what on a page of which not everything is heard, and how often: what each of them adds up has to be the feed's
 * (P1), and each has to hear of what is new as soon as their rate allows (P2). Knows of the page's pacing only what was promised.
 */
export class PageListeners {
  watches: ListenerWatch[] = []
  readonly #parts: PageListenersParts
  readonly #seen = new Map<string, Quote>()
  #everything: Release | undefined
  #downSinceMs: number | undefined

  constructor(parts: PageListenersParts) {
    this.#parts = parts
  }

  /** `hz` Infinity: with every flush. */
  listen(symbols: readonly string[], hz: number): ListenerWatch {
    const { quotes, now } = this.#parts
    const watch = new ListenerWatch([...new Set(symbols)], hz, now())
    this.watches.push(watch)
    for (const symbol of watch.symbols) this.#tell(watch, symbol)
    watch.release = quotes.subscribeMany(watch.symbols, () => this.#called(watch), Number.isFinite(hz) ? hz : undefined)
    this.#excuseSlower()
    return watch
  }

  unlisten(random: Random): ListenerWatch | undefined {
    const gone = this.watches.length === 0 ? undefined : random.pick(this.watches)
    if (gone !== undefined) this.leave(gone)
    return gone
  }

  leave(gone: ListenerWatch): void {
    this.watches = this.watches.filter((other) => other !== gone)
    gone.release()
  }

  /** Somebody begins to listen to everything, or ends it. */
  toggleAll(): void {
    if (this.#everything === undefined) {
      this.#everything = this.#parts.quotes.subscribeAll(() => undefined)
      this.#excuseSlower()
    } else {
      this.#everything()
      this.#everything = undefined
    }
  }

  /** Infinity with every flush, 0 nobody. */
  heardHz(symbol: string): number {
    if (this.#everything !== undefined) return Number.POSITIVE_INFINITY
    return Math.max(0, ...this.watches.filter(({ symbols }) => symbols.includes(symbol)).map(({ hz }) => hz))
  }

  /**
   * How long a change of a symbol may be held back from who listens at a rate. Who hears less often than somebody else hears at
   * the pace of that one, and then at their own.
   */
  toldWithinMs(symbol: string, hz: number): number {
    const heardHz = this.heardHz(symbol)
    return heldBackMsMax(hz) + (heardHz > hz ? heldBackMsMax(heardHz) : 0)
  }

  get staleWithinMs(): number {
    return staleWithinMs + this.#parts.newsWithinMs()
  }

  /** How long what the page has of a symbol may be behind, for who reads it without listening. */
  shownWithinMs(symbol: string): number {
    return heldBackMsMax(this.heardHz(symbol))
  }

  /** What the page has of these symbols may have changed. */
  shown(symbols: Iterable<string>): void {
    const { quotes, checks } = this.#parts
    for (const symbol of symbols) {
      const quote = quotes.get(symbol)
      if (quote === undefined || this.#seen.get(symbol) === quote) continue
      this.#seen.set(symbol, quote)
      checks.published(quote)
    }
  }

  clockLeapt(): void {
    for (const watch of this.watches) watch.countAgain(this.#parts.now())
  }

  /** Whoever listens has been told the latest that the page has; undefined: so it is. */
  untoldOf(): string | undefined {
    for (const { symbols, hz, told } of this.watches) {
      const symbol = symbols.find((each) => told.get(each)?.quote !== this.#parts.quotes.get(each))
      if (symbol !== undefined) return `${symbol}: who listens at ${hz} Hz was not told of the latest change`
    }
    return undefined
  }

  /** A price is not shown as live for long when it is not (P4), whatever the pace. `telling`: the page runs and is seen. */
  checkFreshness(down: boolean, telling: boolean): void {
    const nowMs = this.#parts.now()
    if (!down || !telling) this.#downSinceMs = undefined
    else this.#downSinceMs ??= nowMs
    if (this.#downSinceMs === undefined) return
    const downMs = nowMs - this.#downSinceMs
    if (downMs < this.staleWithinMs) return
    for (const { hz, told } of this.watches) {
      for (const { quote } of told.values()) {
        if (quote.status !== 'live' && quote.status !== 'delayed') continue
        this.#fail(
          'P4',
          `${quote.symbol} is ${quote.status} for who listens at ${hz} Hz, ${Math.round(downMs)} ms after the connection was lost`,
        )
        return
      }
    }
  }

  #called(watch: ListenerWatch): void {
    const { checks, now, untold } = this.#parts
    if (!watch.symbols.some((symbol) => this.#isNews(watch, symbol)) && watch.called(now()))
      this.#fail('pace', `${watch.symbols.length} symbols come more often than ${watch.hz} times a second`)
    this.shown(watch.symbols)
    for (const symbol of watch.symbols) {
      const wrong = this.#tell(watch, symbol)
      if (wrong !== undefined && !checks.blind) this.#fail('P1', `${wrong}, listening at ${watch.hz} Hz`)
    }
    watch.excused = untold() || !this.#isFastest(watch)
  }

  /** Told at once, whatever the rate. Of what is halted or closed also that nobody keeps it any longer, which it does not show. */
  #isNews({ told }: ListenerWatch, symbol: string): boolean {
    const quote = this.#parts.quotes.get(symbol)
    const before = told.get(symbol)?.quote
    return quote !== before && (quote?.status !== before?.status || quote?.status !== 'live')
  }

  #tell(watch: ListenerWatch, symbol: string): string | undefined {
    const quote = this.#parts.quotes.get(symbol)
    if (quote !== undefined) return watch.tell(quote, this.#parts.checks)
    // Its numbers mean nothing any more: the ticks of another life of the server are coarser.
    watch.told.delete(symbol)
    return undefined
  }

  #isFastest({ symbols, hz }: ListenerWatch): boolean {
    return symbols.every((symbol) => this.heardHz(symbol) <= hz)
  }

  #excuseSlower(): void {
    for (const watch of this.watches) watch.excused ||= !this.#isFastest(watch)
  }

  #fail(promise: string, text: string): void {
    this.#parts.violations.report(promise, `${this.#parts.name}: ${text}`)
  }
}
