import type { SubscribedMessage } from '../protocol/messages.ts'

/**
 * Which instruments each stream has, as the server's `subscribed` messages say: the union of all quotes subscriptions of one
 * rate (SPEC R2).
 */
export class StreamMembers {
  readonly #subscriptions = new Map<number, { readonly rate: number; readonly symbols: readonly string[] }>()

  /** Takes a message in; returns the rates whose members may have changed. */
  update(message: SubscribedMessage): number[] {
    if (message.channel !== 'quotes') return []
    const before = this.#subscriptions.get(message.subscription)
    if (message.symbols.length === 0) this.#subscriptions.delete(message.subscription)
    else this.#subscriptions.set(message.subscription, { rate: message.rate, symbols: message.symbols })
    return before === undefined || before.rate === message.rate ? [message.rate] : [before.rate, message.rate]
  }

  rateOf(subscription: number): number | undefined {
    return this.#subscriptions.get(subscription)?.rate
  }

  /** Symbols of a stream, each once. */
  of(rate: number): Set<string> {
    const members = new Set<string>()
    for (const subscription of this.#subscriptions.values()) {
      if (subscription.rate === rate) for (const symbol of subscription.symbols) members.add(symbol)
    }
    return members
  }

  /** Rates of the streams that have a symbol. */
  ratesOf(symbol: string): Set<number> {
    const rates = new Set<number>()
    for (const { rate, symbols } of this.#subscriptions.values()) if (symbols.includes(symbol)) rates.add(rate)
    return rates
  }

  clear(): void {
    this.#subscriptions.clear()
  }
}
