import type { Quote, Release } from '../../lib/stream/types.ts'
import { unitsOf } from './exact-units.ts'
import type { ModelInstrument } from './plain-model.ts'
import type { QuoteChecks } from './quote-checks.ts'

/** Somebody on a page who listens to one or several symbols at a rate of their own; the latest of each that they were told. */
export class ListenerWatch {
  readonly symbols: readonly string[]
  /** Infinity: with every flush. */
  readonly hz: number
  readonly told = new Map<string, Told>()
  /** Since it was last told, somebody heard of a symbol of it more often: what was merged then is not told to it. */
  excused = false
  release: Release = () => undefined
  #calls = 0
  #countedMs: number

  constructor(symbols: readonly string[], hz: number, nowMs: number) {
    this.symbols = symbols
    this.hz = hz
    this.#countedMs = nowMs
  }

  /** Takes what it is told of a symbol, and returns what is wrong with it (P1); undefined: nothing. */
  tell(quote: Quote, checks: QuoteChecks): string | undefined {
    const { symbol, tradeCount: to } = quote
    const model = checks.modelOf(quote)
    const before = this.told.get(symbol)
    const volume = quote.totalVolumeLots * unitsOf(quote.instrument.lotSize)
    this.told.set(symbol, { quote, model, volume })
    // From one life of the server to the next, or where what the page has was changed on its way, nothing adds up.
    if (before === undefined || model === undefined || before.model !== model) return undefined
    const from = before.quote.tradeCount
    if (to < from) return `${symbol} goes back from ${from} trades to ${to}`
    if (volume - before.volume !== model.volume(from, to))
      return `${symbol}: volume ${volume - before.volume} of trades ${from} to ${to}, the feed ${model.volume(from, to)}`
    if (to === from || this.excused) return undefined
    if (quote.mergedTrades !== to - from) return `${symbol}: told of ${quote.mergedTrades} merged trades from ${from} to ${to}`
    return checks.extremesWrong(quote, model, from)
  }

  /** It is called; returns whether that is more often than it asked for, by far: what is drawn anyway may come at twice the rate. */
  called(nowMs: number): boolean {
    this.#calls += 1
    return this.#calls > ((nowMs - this.#countedMs) / 1_000) * this.hz * 3 + 5
  }

  /** The page's clock leapt. */
  countAgain(nowMs: number): void {
    this.#calls = 0
    this.#countedMs = nowMs
  }
}

interface Told {
  readonly quote: Quote
  readonly model: ModelInstrument | undefined
  /** In units. */
  readonly volume: bigint
}
