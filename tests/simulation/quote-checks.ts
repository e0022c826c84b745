import type { Quote } from '../../lib/stream/types.ts'
import { priceUnitsOf, unitsOf } from './exact-units.ts'
import type { ModelEpoch, ModelInstrument } from './plain-model.ts'
import type { Violations } from './violations.ts'

interface Seen {
  readonly model: ModelInstrument
  readonly quote: Quote
}

/**
 * Every quote that a page publishes, against the trades of the feed: last, volume, number, high and low of what was merged
 * into it (P1).
 */
export class QuoteChecks {
  /** Epochs the page has been connected to, latest first; a quote may still be of one before. */
  readonly epochs: ModelEpoch[] = []
  /** What the page has was changed on its way: nothing to compare. */
  blind = false
  /** Updates whose high or low was of a trade that the page had shown before. */
  wider = 0
  readonly #name: string
  readonly #violations: Violations
  readonly #seen = new Map<string, Seen>()
  /** Of trades before this number the page cannot know the extremes: it had no state then. */
  readonly #unknownBefore = new Map<string, { readonly model: ModelInstrument; readonly count: number }>()

  /** Of symbols whose first state in a life of the server has come: the number of trades it said. */
  readonly #firstCounts = new Map<string, { readonly model: ModelInstrument; readonly count: number }>()
  readonly #loose = new Set<string>()
  /** May still be as they were when something was changed on its way: nobody watched them since. */
  readonly #wrong = new Set<string>()

  constructor(name: string, violations: Violations) {
    this.#name = name
    this.#violations = violations
  }

  connected(epoch: ModelEpoch): void {
    if (this.epochs[0] === epoch) return
    this.epochs.unshift(epoch)
  }

  /** `received`: what an earlier connection had told of. */
  firstState(epoch: ModelEpoch, symbol: string, count: number, received = 0): void {
    this.#wrong.delete(symbol)
    const model = epoch.instruments.get(symbol)
    if (model === undefined) return
    // From here on the page has the numbers of this life of the server, whatever those of another look like.
    if (this.#seen.get(symbol)?.model !== model) {
      this.#seen.delete(symbol)
      this.#firstCounts.set(symbol, { model, count })
    }
    // A stream that begins behind what the page has tells next of trades that the page has already.
    const own = this.#seen.get(symbol)
    const had = own?.model === model ? Math.max(own.quote.tradeCount, received) : 0
    const overlap = had > count ? had + 1 : count
    this.#unknownBefore.set(symbol, { model, count: overlap })
  }

  /**
   * Nobody watches them any more. Until everything has come to rest the page may get them from a stream that it is about to
   * leave, and should somebody watch them again, from another one: what passes between the two it cannot know.
   */
  unwatched(symbols: Iterable<string>): void {
    for (const symbol of symbols) this.#loose.add(symbol)
  }

  /** Everything has come to rest. `watched`: symbols that somebody on the page watches. */
  settled(watched: Iterable<string>): void {
    for (const symbol of watched) this.#loose.delete(symbol)
  }

  /** What the page has was changed on its way, and has been mended where anybody watches. */
  mended(watched: ReadonlySet<string>): void {
    this.blind = false
    for (const { instruments } of this.epochs) {
      for (const symbol of instruments.keys()) if (!watched.has(symbol)) this.#wrong.add(symbol)
    }
    this.#seen.clear()
  }

  /** The number of trades of a symbol that the page has published in a life of the server. */
  countOf(epoch: ModelEpoch, symbol: string): number | undefined {
    const seen = this.#seen.get(symbol)
    return seen !== undefined && seen.model === epoch.instruments.get(symbol) ? seen.quote.tradeCount : undefined
  }

  /** Whether what the page has of a symbol was not changed on its way. */
  trusts(symbol: string): boolean {
    return !this.blind && !this.#wrong.has(symbol)
  }

  /** Of a quote that was published last of its symbol, if that can be told. */
  modelOf(quote: Quote): ModelInstrument | undefined {
    const seen = this.#seen.get(quote.symbol)
    return seen !== undefined && this.trusts(quote.symbol) && sameNumbers(seen.quote, quote) ? seen.model : undefined
  }

  published(quote: Quote): void {
    if (!this.trusts(quote.symbol)) return
    const before = this.#seen.get(quote.symbol)
    if (before !== undefined && sameNumbers(before.quote, quote)) return
    const model = this.#modelOf(quote, before)
    // Published before what the wire has just brought: still that of another life of the server, whatever it looks like.
    const first = this.#firstCounts.get(quote.symbol)
    if (before === undefined && first !== undefined && first.model === model && quote.tradeCount < first.count) return
    if (model === undefined) {
      this.#fail(`${quote.symbol} has ${describe(quote)}, which it never had`)
      return
    }
    this.#seen.set(quote.symbol, { model, quote })
    if (before?.model !== model) return
    const from = before.quote.tradeCount
    const merged = quote.tradeCount - from
    if (merged < 0) this.#fail(`${quote.symbol} goes back from ${from} trades to ${quote.tradeCount}`)
    if (merged <= 0) return
    if (quote.mergedTrades !== merged)
      this.#fail(`${quote.symbol}: ${quote.mergedTrades} merged trades from ${from} to ${quote.tradeCount}`)
    const wrong = this.extremesWrong(quote, model, from)
    if (wrong !== undefined) this.#fail(wrong)
  }

  /** What is wrong with the high and low that a quote says of the trades from number `from` on; undefined: nothing. */
  extremesWrong(quote: Quote, model: ModelInstrument, from: number): string | undefined {
    const unknown = this.#unknownBefore.get(quote.symbol)
    if (this.#loose.has(quote.symbol) || (unknown?.model === model && from < unknown.count)) return undefined
    const tick = priceUnitsOf(quote.instrument.tickSize)
    const { high, low } = model.extremes(from, quote.tradeCount)
    const ownHigh = quote.mergedHigh * tick
    const ownLow = quote.mergedLow * tick
    // Where a stream ends before the next one stands at the same trade, the next one's interval is wider: no extreme is lost.
    if (ownHigh !== high || ownLow !== low) this.wider += 1
    if (ownHigh >= high && ownLow <= low) return undefined
    return `${quote.symbol}: merged prices ${ownLow} to ${ownHigh} of trades ${from} to ${quote.tradeCount}, the feed ${low} to ${high}`
  }

  #modelOf(quote: Quote, before: Seen | undefined): ModelInstrument | undefined {
    const candidates = this.epochs.flatMap((epoch) => epoch.instruments.get(quote.symbol) ?? [])
    // As long as it fits what the page had before, it is that.
    if (before !== undefined) candidates.sort((left, right) => Number(right === before.model) - Number(left === before.model))
    return candidates.find((model) => {
      if (model === before?.model && quote.tradeCount < before.quote.tradeCount) return false
      return fits(quote, model)
    })
  }

  #fail(text: string): void {
    this.#violations.report('P1', `${this.#name}: ${text}`)
  }
}

function fits(quote: Quote, model: ModelInstrument): boolean {
  const { tradeCount } = quote
  if (tradeCount > model.count) return false
  const tick = priceUnitsOf(quote.instrument.tickSize)
  const last = tradeCount === 0 ? undefined : (model.prices[tradeCount - 1] as number)
  if (last !== undefined && last !== quote.last * tick) return false
  return model.volumes[tradeCount] === quote.totalVolumeLots * unitsOf(quote.instrument.lotSize)
}

function sameNumbers(left: Quote, right: Quote): boolean {
  return (
    left.tradeCount === right.tradeCount &&
    left.last === right.last &&
    left.totalVolumeLots === right.totalVolumeLots &&
    left.instrument === right.instrument
  )
}

function describe(quote: Quote): string {
  return `last ${quote.last} (tick ${quote.instrument.tickSize}) after ${quote.tradeCount} trades, volume ${quote.totalVolumeLots} (lot ${quote.instrument.lotSize})`
}
