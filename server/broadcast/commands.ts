import type { InstrumentSource } from '../../lib/market/market-view.ts'
import type { InstrumentId } from '../../lib/market/units.ts'
import {
  type AckMessage,
  type Channel,
  type ClientMessage,
  type RateMessage,
  type RequestId,
  type ResumeMessage,
  type SubscribedMessage,
  type SubscribeMessage,
  tiersHz,
  type UnsubscribeMessage,
} from '../../lib/protocol/messages.ts'
import { inBrief, type Problem, shorten } from './client-message.ts'
import { includesSorted, sortedUnion } from './cohort.ts'
import type { CommandEffects } from './command-effects.ts'
import { lowestRate, tierForRate, tierNamed } from './granted-rate.ts'
import type { Session } from './session.ts'
import type { StreamOptions } from './stream-options.ts'
import type { Subscription, TopicMember } from './subscription.ts'

const rateDefault = 4
const barsLimitDefault = 500

/** What a client asks for, checked against the limits and carried out. */
export class Commands {
  readonly #instruments: InstrumentSource
  readonly #options: StreamOptions
  readonly #effects: CommandEffects

  constructor(instruments: InstrumentSource, options: StreamOptions, effects: CommandEffects) {
    this.#instruments = instruments
    this.#options = options
    this.#effects = effects
  }

  execute(session: Session, message: ClientMessage): void {
    switch (message.type) {
      case 'subscribe':
        if (message.subscription === undefined) this.#subscribe(session, message)
        else this.#extend(session, message, message.subscription)
        break
      case 'unsubscribe':
        this.#unsubscribe(session, message)
        break
      case 'rate':
        this.#rate(session, message)
        break
      case 'ack':
        this.#ack(session, message)
        break
      case 'ping':
        this.#pong(session, message.id, message.timeMs)
        break
      case 'auth':
        this.#effects.authenticate(session, message.token, message.id)
        break
      case 'resume':
        this.#resume(session, message)
        break
    }
  }

  #subscribe(session: Session, message: SubscribeMessage): void {
    const { id: requestId } = message
    const channel = message.channel ?? 'quotes'
    const tier = this.#grant(session, message.rate ?? rateDefault, requestId)
    if (tier === undefined) return
    if ((channel === 'bars' || channel === 'book') && message.symbols.length !== 1) {
      const text = `Cannot subscribe ${channel} of ${message.symbols.length} symbols: expected exactly one`
      this.#fail(session, { code: 'malformed_message', message: text, id: requestId })
      return
    }
    if (channel === 'bars' && message.interval === undefined) {
      const text = 'Cannot subscribe bars without an interval: expected one of 1s, 1m, 5m, 15m, 1h, 4h, 1d'
      this.#fail(session, { code: 'unknown_interval', message: text, id: requestId })
      return
    }
    if (session.subscriptions.length >= this.#options.subscriptionsMax) {
      const text = `Cannot subscribe: this connection has ${session.subscriptions.length} subscriptions, the most allowed`
      this.#fail(session, { code: 'too_many_subscriptions', message: text, id: requestId })
      return
    }
    const ids = this.#resolve(session, message.symbols, requestId, new Int32Array(0))
    if (ids === undefined || ids.length === 0 || session.over) return
    const number = session.nextSubscription
    session.nextSubscription += 1
    const interval = channel === 'bars' ? message.interval : undefined
    const subscription: Subscription = { number, channel, tier, nextTier: tier, ids, interval, topics: undefined }
    session.subscriptions = [...session.subscriptions, subscription]
    this.#answer(session, subscription, ids, requestId)
    this.#join(session, subscription, ids, message.limit ?? barsLimitDefault, message.fromMs ?? 0)
  }

  #extend(session: Session, message: SubscribeMessage, number: number): void {
    const subscription = this.#find(session, number, message.id)
    if (subscription === undefined) return
    if (subscription.channel === 'bars' || subscription.channel === 'book') {
      const text = `Cannot add symbols to subscription ${number}: ${subscription.channel} takes exactly one`
      this.#fail(session, { code: 'not_available', message: text, id: message.id })
      return
    }
    const joining = this.#resolve(session, message.symbols, message.id, subscription.ids)
    if (joining === undefined || session.over) return
    subscription.ids = sortedUnion(subscription.ids, joining)
    this.#answer(session, subscription, joining, message.id)
    this.#join(session, subscription, joining, 0, 0)
  }

  #join(session: Session, subscription: Subscription, ids: Int32Array, limit: number, fromMs: number): void {
    // Its `subscribed` was one too many.
    if (session.over) return
    const { channel } = subscription
    if (channel === 'quotes') {
      this.#effects.settle(session, subscription.tier)
      return
    }
    const members: TopicMember[] = []
    for (const id of ids) {
      const { tier, interval } = subscription
      const member = this.#effects.openTopic(session, channel, tier, id as InstrumentId, interval)
      if (member !== undefined) members.push(member)
    }
    subscription.topics = [...(subscription.topics ?? []), ...members]
    for (const member of members) this.#effects.begin(session, member, limit, fromMs)
  }

  #unsubscribe(session: Session, message: UnsubscribeMessage): void {
    const subscription = this.#find(session, message.subscription, message.id)
    if (subscription === undefined) return
    const leaving = new Set<number>()
    const unknown: string[] = []
    for (const symbol of message.symbols ?? []) {
      const instrument = this.#instruments.find(symbol)
      if (instrument === undefined || !includesSorted(subscription.ids, instrument.id)) unknown.push(symbol)
      else leaving.add(instrument.id)
    }
    if (unknown.length > 0) this.#failSymbols(session, unknown, `are not in subscription ${subscription.number}`, message.id)
    if (session.over) return
    const remaining = message.symbols === undefined ? new Int32Array(0) : subscription.ids.filter((id) => !leaving.has(id))
    if (remaining.length === 0) this.#effects.cancelMove(subscription)
    subscription.ids = remaining
    const staying = new Set<number>(subscription.ids)
    for (const member of subscription.topics ?? []) if (!staying.has(member.topic.id)) this.#effects.closeTopic(session, member)
    subscription.topics = subscription.topics?.filter((member) => staying.has(member.topic.id))
    if (subscription.ids.length === 0) {
      session.subscriptions = session.subscriptions.filter((other) => other !== subscription)
      session.idleSinceMs = this.#effects.nowMs
    }
    this.#answer(session, subscription, [], message.id)
    if (subscription.channel === 'quotes') this.#effects.settle(session, subscription.tier)
  }

  #rate(session: Session, message: RateMessage): void {
    const subscription = this.#find(session, message.subscription, message.id)
    if (subscription === undefined) return
    const tier = this.#grant(session, message.rate, message.id)
    if (tier === undefined) return
    this.#effects.moveLater(session, subscription, tier, message.id)
  }

  #ack(session: Session, message: AckMessage): void {
    for (const [rate, sequence] of Object.entries(message.sequences)) {
      const tier = tierNamed(Number(rate))
      // A stream that has just ended may still be acknowledged.
      if (tier !== undefined && this.#effects.acknowledge(session, tier, sequence)) continue
      const text = `Cannot acknowledge ${sequence} of rate ${rate}: expected a rate in use and a sequence that was sent`
      this.#fail(session, { code: 'malformed_message', message: text, id: undefined })
      if (session.over) return
    }
    for (const rate of message.mismatched ?? []) {
      const tier = tierNamed(rate)
      if (tier !== undefined) this.#effects.repair(session, tier)
    }
  }

  #resume(session: Session, message: ResumeMessage): void {
    const known = message.epoch === this.#effects.epoch
    session.resumed ??= new Map()
    for (const [symbol, seen] of Object.entries(message.seen)) {
      if (session.resumed.size >= this.#options.symbolsMax) break
      if (this.#instruments.find(symbol) !== undefined) session.resumed.set(symbol, known ? seen : null)
    }
    if (message.id !== undefined) this.#pong(session, message.id, undefined)
  }

  #pong(session: Session, id: RequestId | undefined, timeMs: number | undefined): void {
    this.#effects.send(session, { type: 'pong', id, timeMs, serverTimeMs: Math.round(this.#effects.nowMs) })
  }

  /** Known instruments that are not in `present`, ascending; undefined when they would be too many. */
  #resolve(
    session: Session,
    symbols: readonly string[],
    requestId: RequestId | undefined,
    present: Int32Array,
  ): Int32Array | undefined {
    const ids = new Set<number>()
    const unknown: string[] = []
    for (const symbol of symbols) {
      const instrument = this.#instruments.find(symbol)
      if (instrument === undefined) unknown.push(symbol)
      else if (!includesSorted(present, instrument.id)) ids.add(instrument.id)
    }
    const total = session.symbolCount + ids.size
    if (total > this.#options.symbolsMax) {
      const text = `Cannot subscribe ${ids.size} more symbols: ${total} in all, expected at most ${this.#options.symbolsMax}`
      this.#fail(session, { code: 'too_many_symbols', message: text, id: requestId })
      return undefined
    }
    if (unknown.length > 0) this.#failSymbols(session, unknown, 'are not known here', requestId)
    return Int32Array.from(ids).sort()
  }

  #grant(session: Session, rate: unknown, requestId: RequestId | undefined): number | undefined {
    const tier = tierForRate(rate)
    if (tier !== undefined) return tier
    const text = `Cannot grant rate ${inBrief(rate)}: expected a number of at least ${lowestRate} (Hz)`
    this.#fail(session, { code: 'invalid_rate', message: text, id: requestId })
    return undefined
  }

  #find(session: Session, number: number, requestId: RequestId | undefined): Subscription | undefined {
    const subscription = session.subscription(number)
    if (subscription !== undefined) return subscription
    const known = session.subscriptions.map((other) => other.number).join(', ')
    const text = `No subscription ${number}: expected one of ${known === '' ? 'none, nothing is subscribed' : known}`
    this.#fail(session, { code: 'unknown_subscription', message: text, id: requestId })
    return undefined
  }

  #failSymbols(session: Session, symbols: readonly string[], what: string, requestId: RequestId | undefined): void {
    const named = symbols.slice(0, 100).map((symbol) => shorten(symbol))
    const text = `Symbols ${named.slice(0, 5).join(', ')}${symbols.length > 5 ? ` and ${symbols.length - 5} more` : ''} ${what}`
    this.#effects.fail(session, { code: 'unknown_symbol', message: text, id: requestId }, named)
  }

  #fail(session: Session, problem: Problem): void {
    this.#effects.fail(session, problem)
  }

  #answer(session: Session, subscription: Subscription, ids: Iterable<number>, requestId: RequestId | undefined): void {
    this.#effects.send(session, subscribedMessage(this.#instruments, subscription, ids, requestId))
  }
}

/** `ids`: the instruments to define in full. */
export function subscribedMessage(
  instruments: InstrumentSource,
  subscription: Subscription,
  ids: Iterable<number>,
  requestId: RequestId | undefined,
): SubscribedMessage {
  const defined = []
  for (const id of ids) {
    const { id: index, revision: _revision, ...definition } = instruments.get(id as InstrumentId)
    defined.push({ ...definition, index })
  }
  const symbols = []
  for (const id of subscription.ids) symbols.push(instruments.get(id as InstrumentId).symbol)
  return {
    type: 'subscribed',
    ...(requestId === undefined ? {} : { id: requestId }),
    subscription: subscription.number,
    channel: subscription.channel as Channel,
    rate: tiersHz[subscription.tier] ?? 0,
    ...(subscription.interval === undefined ? {} : { interval: subscription.interval }),
    instruments: defined,
    symbols,
  }
}
