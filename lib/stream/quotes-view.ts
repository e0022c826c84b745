import type { Quote, Release, StreamClient } from './types.ts'

/** Several quotes as one value: the same map until one of them changed. */
export class QuotesView {
  readonly symbols: readonly string[]
  readonly #client: StreamClient
  readonly #hz: number
  #quotes: ReadonlyMap<string, Quote> = new Map()

  constructor(client: StreamClient, symbols: readonly string[], hz: number) {
    this.#client = client
    this.symbols = symbols
    this.#hz = hz
  }

  readonly get = (): ReadonlyMap<string, Quote> => {
    const { quotes } = this.#client
    let known = 0
    let same = true
    for (const symbol of this.symbols) {
      const quote = quotes.get(symbol)
      if (quote !== undefined) known += 1
      if (quote !== this.#quotes.get(symbol)) same = false
    }
    if (same && known === this.#quotes.size) return this.#quotes
    const next = new Map<string, Quote>()
    for (const symbol of this.symbols) {
      const quote = quotes.get(symbol)
      if (quote !== undefined) next.set(symbol, quote)
    }
    this.#quotes = next
    return next
  }

  readonly subscribe = (listener: () => void): Release => this.#client.quotes.subscribeMany(this.symbols, listener, this.#hz)
}
