import type { CancelTimer } from '../market/clock.ts'
import type { SubscribeMessage } from '../protocol/messages.ts'
import type { StreamEnvironment } from './environment.ts'
import { tierAtMost } from './quote-subscriptions.ts'
import { ServerSubscription, type SubscriptionLine, type SubscriptionTerms } from './server-subscription.ts'
import type { Release } from './types.ts'

/** What one instrument sends beside its quotes (trades, bars, book), for all who watch it. */
export interface Topic<State> {
  readonly symbol: string
  readonly state: State
  readonly subscription: ServerSubscription
}

interface Entry<State> extends Topic<State> {
  /** Rates of those who watch it. */
  readonly rates: number[]
  cancelLinger: CancelTimer | undefined
}

/** Longer than for quotes: a chart that is opened again should find its history. */
const lingerMs = 2_000

/** Reference-counted topics by key, each one subscription at the highest rate of its viewers. */
export class Topics<State> {
  readonly #environment: StreamEnvironment
  readonly #line: SubscriptionLine
  readonly #entries = new Map<string, Entry<State>>()
  #cap: number | undefined

  constructor(environment: StreamEnvironment, line: SubscriptionLine) {
    this.#environment = environment
    this.#line = line
  }

  get(key: string): Topic<State> | undefined {
    return this.#entries.get(key)
  }

  all(): Iterable<Topic<State>> {
    return this.#entries.values()
  }

  acquire(
    key: string,
    symbol: string,
    rate: number,
    begin: () => { readonly state: State; readonly terms: () => SubscriptionTerms },
  ): { readonly topic: Topic<State>; readonly release: Release } {
    let entry = this.#entries.get(key)
    if (entry === undefined) {
      const { state, terms } = begin()
      const subscription = new ServerSubscription(this.#line, tierAtMost(rate, this.#cap), terms)
      entry = { symbol, state, subscription, rates: [], cancelLinger: undefined }
      this.#entries.set(key, entry)
      subscription.wanted.add(symbol)
      subscription.changed()
    }
    const own = entry
    own.cancelLinger?.()
    own.cancelLinger = undefined
    own.rates.push(rate)
    this.#settleRate(own)
    let released = false
    return {
      topic: own,
      release: () => {
        if (released) return
        released = true
        own.rates.splice(own.rates.indexOf(rate), 1)
        if (own.rates.length > 0) this.#settleRate(own)
        else own.cancelLinger = this.#environment.after(lingerMs, () => this.#end(key, own))
      },
    }
  }

  demand(): SubscribeMessage[] {
    return [...this.#entries.values()].flatMap(({ subscription }) => subscription.demand())
  }

  setRateCap(hz: number | undefined): void {
    this.#cap = hz
    for (const entry of this.#entries.values()) if (entry.rates.length > 0) this.#settleRate(entry)
  }

  reset(): void {
    for (const entry of this.#entries.values()) entry.subscription.reset()
  }

  close(): void {
    for (const entry of this.#entries.values()) entry.cancelLinger?.()
  }

  #settleRate(entry: Entry<State>): void {
    const rate = tierAtMost(Math.max(...entry.rates), this.#cap)
    if (entry.subscription.rate !== rate) entry.subscription.rate = rate
  }

  #end(key: string, entry: Entry<State>): void {
    this.#entries.delete(key)
    entry.subscription.wanted.clear()
    entry.subscription.changed()
  }
}
