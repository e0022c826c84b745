import type { CancelTimer } from '../market/clock.ts'
import { type SubscribeMessage, tiersHz } from '../protocol/messages.ts'
import type { StreamEnvironment } from './environment.ts'
import { streamOf } from './quote-table.ts'
import { ServerSubscription, type SubscriptionLine } from './server-subscription.ts'
import type { QuoteRate, Release } from './types.ts'

/** How long a symbol stays subscribed after its last viewer has gone: a re-render or a scroll there and back costs nothing. */
const lingerMs = 500

/** Who keeps what is known of a symbol up to date. */
export interface RowKeeping {
  /** The stream that does; -1: none. */
  sourceOf(symbol: string): number
  /** Nobody has watched the symbol for a while, and it is no longer asked for. */
  unwatched(symbol: string): void
}

interface Watched {
  /** Viewers by tier index. */
  readonly viewers: number[]
  /** Bit `n`: a member of the subscription of tier n. */
  member: number
  /** When to look whether it can leave a subscription; undefined: nothing to do. */
  dueMs: number | undefined
}

/**
 * Who watches which symbol at which rate, as one subscription per rate. A symbol is in the subscription of the highest rate
 * any of its viewers asked for; when that changes it joins the new one, and leaves the old one when the new one's stream has
 * come to the same trade.
 */
export class QuoteSubscriptions {
  readonly #environment: StreamEnvironment
  readonly #subscriptions: readonly ServerSubscription[]
  readonly #watched = new Map<string, Watched>()
  readonly #rows: RowKeeping
  #timer: CancelTimer | undefined

  constructor(environment: StreamEnvironment, line: SubscriptionLine, rows: RowKeeping) {
    this.#environment = environment
    this.#rows = rows
    this.#subscriptions = tiersHz.map((hz) => new ServerSubscription(line, hz, () => ({})))
  }

  /** Symbols that anybody watches, those that linger included. */
  get symbols(): Iterable<string> {
    return this.#watched.keys()
  }

  rates(): readonly QuoteRate[] {
    return this.#subscriptions
      .map(({ wanted, rate, granted }, tier) => ({ wanted: tiersHz[tier] as number, asked: rate, granted, symbols: wanted }))
      .filter(({ symbols }) => symbols.size > 0)
      .toReversed()
  }

  demand(): SubscribeMessage[] {
    return this.#subscriptions.flatMap((subscription) => subscription.demand())
  }

  /** The stream that should keep a symbol's row: that of its fastest viewer, as granted; -1: none yet. */
  streamWanted(symbol: string): number {
    const watched = this.#watched.get(symbol)
    const subscription = watched === undefined ? undefined : this.#subscriptions[highest(watched.viewers)]
    if (subscription?.granted === undefined || !subscription.keeps(symbol)) return -1
    return streamOf(subscription.granted)
  }

  watch(symbols: readonly string[], rate: number): Release {
    const tier = tierIndex(rate)
    const own = [...new Set(symbols)]
    for (const symbol of own) this.#count(symbol, tier, 1)
    let released = false
    return () => {
      if (released) return
      released = true
      for (const symbol of own) this.#count(symbol, tier, -1)
    }
  }

  /** No subscription at more than this. */
  setRateCap(hz: number | undefined): void {
    for (const [tier, subscription] of this.#subscriptions.entries()) {
      const rate = tierAtMost(tiersHz[tier] as number, hz)
      if (subscription.rate !== rate) subscription.rate = rate
    }
  }

  reset(): void {
    for (const subscription of this.#subscriptions) subscription.reset()
  }

  close(): void {
    this.#timer?.()
    this.#timer = undefined
  }

  #count(symbol: string, tier: number, change: 1 | -1): void {
    let watched = this.#watched.get(symbol)
    if (watched === undefined) {
      watched = { viewers: tiersHz.map(() => 0), member: 0, dueMs: undefined }
      this.#watched.set(symbol, watched)
    }
    watched.viewers[tier] = (watched.viewers[tier] as number) + change
    const target = highest(watched.viewers)
    if (target >= 0 && target > 31 - Math.clz32(watched.member)) this.#join(symbol, watched, target)
    // Anything else can wait: too high a rate for a moment shows nothing wrong.
    if (target < 0 || watched.member !== 1 << target) this.#look(watched)
  }

  #join(symbol: string, watched: Watched, tier: number): void {
    const subscription = this.#subscriptions[tier] as ServerSubscription
    watched.member |= 1 << tier
    subscription.wanted.add(symbol)
    subscription.changed()
  }

  #leave(symbol: string, watched: Watched, tier: number): void {
    const subscription = this.#subscriptions[tier] as ServerSubscription
    watched.member &= ~(1 << tier)
    subscription.wanted.delete(symbol)
    subscription.changed()
  }

  #look(watched: Watched): void {
    watched.dueMs = this.#environment.now() + lingerMs
    this.#timer ??= this.#environment.after(lingerMs, () => this.#sweep())
  }

  #sweep(): void {
    this.#timer = undefined
    const now = this.#environment.now()
    let nextMs = Number.POSITIVE_INFINITY
    for (const [symbol, watched] of this.#watched) {
      if (watched.dueMs === undefined) continue
      if (watched.dueMs <= now) this.#settle(symbol, watched, now)
      if (watched.dueMs !== undefined) nextMs = Math.min(nextMs, watched.dueMs)
    }
    if (nextMs === Number.POSITIVE_INFINITY) return
    this.#timer = this.#environment.after(Math.max(1, nextMs - now), () => this.#sweep())
  }

  /** The new rate's stream has taken the symbol over, or never will: the old one can be left. */
  #handedOver(symbol: string, tier: number): boolean {
    const subscription = this.#subscriptions[tier] as ServerSubscription
    if (!subscription.held.has(symbol)) return subscription.settled(symbol)
    return this.#rows.sourceOf(symbol) === this.streamWanted(symbol)
  }

  #settle(symbol: string, watched: Watched, now: number): void {
    watched.dueMs = undefined
    const target = highest(watched.viewers)
    if (target >= 0 && (watched.member & (1 << target)) === 0) this.#join(symbol, watched, target)
    if (target >= 0 && watched.member !== 1 << target && !this.#handedOver(symbol, target)) {
      watched.dueMs = now + lingerMs
      return
    }
    for (const tier of this.#subscriptions.keys()) {
      if (tier !== target && (watched.member & (1 << tier)) !== 0) this.#leave(symbol, watched, tier)
    }
    if (target >= 0) return
    this.#watched.delete(symbol)
    this.#rows.unwatched(symbol)
  }
}

/** Of the highest tier not above; the lowest where there is none. */
function tierIndex(rate: number): number {
  const above = tiersHz.findIndex((hz) => hz > rate)
  return above < 0 ? tiersHz.length - 1 : Math.max(0, above - 1)
}

/** The rate to ask for: a tier, not above the cap. */
export function tierAtMost(rate: number, cap: number | undefined): number {
  return tiersHz[tierIndex(cap === undefined ? rate : Math.min(rate, cap))] as number
}

function highest(viewers: readonly number[]): number {
  return viewers.findLastIndex((count) => count > 0)
}
