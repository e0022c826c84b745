import type { Interval } from '../../lib/market/bar.ts'
import type { CancelTimer, Clock } from '../../lib/market/clock.ts'
import type { FeedState } from '../../lib/market/feed.ts'
import type { MarketView } from '../../lib/market/market-view.ts'
import type { InstrumentId } from '../../lib/market/units.ts'
import type { CloseName } from '../../lib/protocol/close-codes.ts'
import type { Conflation } from '../../lib/protocol/conflation.ts'
import { type ClientMessage, type ErrorCode, type HelloMessage, type RequestId, tiersHz } from '../../lib/protocol/messages.ts'
import { Backpressure } from './backpressure.ts'
import { type Problem, parseClientMessage } from './client-message.ts'
import { includesSorted, sameInts, sortedUnion } from './cohort.ts'
import { CohortTable } from './cohort-table.ts'
import type { CommandEffects } from './command-effects.ts'
import { Commands, subscribedMessage } from './commands.ts'
import { createCounters, type StreamCounters } from './counters.ts'
import { Departures } from './departures.ts'
import { Fanout } from './fanout.ts'
import { FeedNotices } from './feed-notices.ts'
import { FrameSlab } from './frame-slab.ts'
import { weightOf } from './message-weight.ts'
import { MissedWhileAway } from './missed.ts'
import { countOffence, isOffence } from './offences.ts'
import { Outbox } from './outbox.ts'
import { RateMoves } from './rate-moves.ts'
import type { Session } from './session.ts'
import type { Carry } from './session-stream.ts'
import { SnapshotWriter } from './snapshot-writer.ts'
import { StreamMembers } from './stream-members.ts'
import type { StreamOptions } from './stream-options.ts'
import type { Subscription } from './subscription.ts'
import { TickFrames } from './tick-frames.ts'
import { type Authenticate, renewToken } from './token-renewal.ts'
import { TopicAudiences } from './topic-audiences.ts'
import { Viewers } from './viewers.ts'

const sweepMs = 1_000
export interface BroadcasterParts {
  readonly market: MarketView
  readonly conflation: Conflation
  readonly clock: Clock
  readonly options: StreamOptions
  /** When set, nobody connects without a token that it accepts. */
  readonly authenticate?: Authenticate | undefined
  /** Somebody opens a chart, and would like the newest `limit` bars from `fromMs` on: their past may have to be fetched. */
  readonly onBarsWanted?: ((id: InstrumentId, interval: Interval, fromMs: number, limit: number) => void) | undefined
  /** In [0, 1). */
  readonly random: () => number
}

/** Sessions, what they subscribe to, and what they are sent. Endpoints bring viewers in by `open`. */
export class Broadcaster {
  readonly options: StreamOptions
  readonly counters: StreamCounters = createCounters()
  readonly viewers: Viewers
  readonly authenticate: Authenticate | undefined
  readonly clock: Clock
  readonly #market: MarketView
  readonly #onBarsWanted: BroadcasterParts['onBarsWanted']
  readonly #cohorts: CohortTable
  readonly #outbox: Outbox
  readonly #members: StreamMembers
  readonly #audiences: TopicAudiences
  readonly #backpressure: Backpressure
  readonly #moves: RateMoves
  readonly #commands: Commands
  readonly #feeds: FeedNotices
  readonly #departures: Departures
  #cancelSweep: CancelTimer | undefined
  /** Called at the end of each flush instant, before it is written. */
  onInstant: (() => void) | undefined

  constructor(parts: BroadcasterParts) {
    const { market, conflation, clock, options } = parts
    const { counters } = this
    const { checkMs, bufferedBytesMax } = options
    this.options = options
    this.authenticate = parts.authenticate
    this.clock = clock
    this.#market = market
    this.#onBarsWanted = parts.onBarsWanted
    this.viewers = new Viewers(options, counters)
    const slab = new FrameSlab()
    const outbox = new Outbox({
      slab,
      counters,
      bufferedBytesMax,
      onCongested: (session) => this.#backpressure.congested(session),
      onFlooded: (session) => this.end(session, 'slowConsumer'),
    })
    const snapshots = new SnapshotWriter(conflation, market.instruments)
    const cohorts = new CohortTable(conflation)
    const missed = new MissedWhileAway(market.instruments)
    const audiences = new TopicAudiences(conflation, outbox)
    const members = new StreamMembers({ conflation, cohorts, snapshots, outbox, clock, checkMs, missed, counters })
    this.#outbox = outbox
    this.#feeds = new FeedNotices(this.viewers, outbox, clock)
    this.#cohorts = cohorts
    this.#audiences = audiences
    this.#members = members
    this.#departures = new Departures({
      ...{ viewers: this.viewers, members, audiences, counters, options, clock, random: parts.random },
      send: (session, message) => this.send(session, message),
    })
    this.#backpressure = new Backpressure({
      members,
      audiences,
      options,
      clock,
      counters,
      send: (session, message) => this.send(session, message),
      onResumed: (session) => this.#feeds.catchUp(session),
      close: (session, name) => this.end(session, name),
    })
    this.#moves = new RateMoves({
      conflation,
      members,
      audiences,
      answer: (session, subscription, requestId) => this.#define(session, subscription, subscription.ids, requestId),
      settle: (session, tier, carries) => this.#settle(session, tier, carries),
      within: (session, work) => this.#within(session, work),
    })
    this.#commands = new Commands(market.instruments, options, this.#effects())
    const ticks = new TickFrames(slab)
    const onInstant = (tiers: number) => this.#endInstant(tiers)
    const onRefined = (id: InstrumentId, price: number, size: number) => this.#refined(id, price, size)
    conflation.listen(
      new Fanout({ cohorts, ticks, snapshots, outbox, audiences, counters, clock, checkMs, onInstant, onRefined }),
    )
  }

  get cohortCount(): number {
    return this.#cohorts.size
  }

  get epoch(): string {
    return this.#market.epoch
  }

  start(): void {
    this.#cancelSweep = this.clock.after(sweepMs, () => this.#sweep())
  }

  /** Takes a viewer in and greets it ([C3]). */
  open(session: Session): void {
    this.viewers.add(session)
    this.send(session, this.#hello())
  }

  /** One message of a client. */
  receive(session: Session, text: string): void {
    if (session.closed) return
    this.counters.messages += 1
    this.heard(session)
    // A long message is more work: it counts as several.
    session.messagesThisSecond += 1 + Math.floor(text.length / 4_096)
    const { messagesPerSecondMax } = this.options
    if (session.messagesThisSecond > 2 * messagesPerSecondMax) {
      this.end(session, 'tooManyMessages')
      return
    }
    if (session.messagesThisSecond > messagesPerSecondMax) {
      const message = `More than ${messagesPerSecondMax} messages in a second: this one was not read`
      this.send(session, { type: 'error', code: 'too_many_messages', message })
      return
    }
    this.#attempt(session, () => {
      const parsed = parseClientMessage(text)
      if ('problem' in parsed) this.#fail(session, parsed.problem)
      else if (this.#afford(session, parsed.message)) this.#commands.execute(session, parsed.message)
    })
  }

  /** What an HTTP client asks for in its URL. */
  execute(session: Session, message: ClientMessage): void {
    this.viewers.worked(session.address, weightOf(message, session))
    this.#attempt(session, () => this.#commands.execute(session, message))
  }

  knows(symbol: string): boolean {
    return this.#market.instruments.find(symbol) !== undefined
  }

  /** A sign of life. */
  heard(session: Session): void {
    session.heardMs = this.clock.now()
  }

  send(session: Session, message: object): void {
    this.#outbox.send(session, Buffer.from(JSON.stringify(message)), false)
  }

  /** Says why, then closes; while something is being done for the session, afterwards. */
  end(session: Session, name: CloseName): void {
    this.#departures.end(session, name)
  }

  /** The connection is gone. */
  gone(session: Session): void {
    this.#departures.gone(session)
  }

  /** Of a long poll: writes what changed since it asked last to its transport, and with `check` the state check of each stream. */
  deliver(session: Session, check: boolean): void {
    this.#within(session, () => {
      this.#feeds.catchUp(session)
      this.#backpressure.deliver(session)
      if (check) for (const stream of session.streams) this.#members.check(stream)
    })
  }

  /** Bars of the past changed: charts of intervals of at least `lengthMs` get theirs again within a second. */
  barsFilled(id: InstrumentId, lengthMs: number): void {
    this.#audiences.barsFilled(id, lengthMs)
  }

  /** Tells every viewer how the feeds are. */
  setFeeds(feeds: readonly FeedState[]): void {
    this.#feeds.set(feeds)
  }

  /** Sends everybody away and lets nobody in; resolves when all are gone, at the latest after `drainMs`. */
  async drain(name: 'goingAway' | 'restarting'): Promise<void> {
    this.#cancelSweep?.()
    await this.#departures.drain(name)
  }

  #effects(): CommandEffects {
    const { clock } = this
    const { epoch } = this.#market
    return {
      epoch,
      get nowMs() {
        return clock.now()
      },
      send: (session, message) => this.send(session, message),
      fail: (session, problem, symbols) => this.#fail(session, problem, symbols),
      settle: (session, tier) => this.#settle(session, tier),
      openTopic: (session, channel, tier, id, interval) => this.#audiences.open(session, channel, tier, id, interval),
      closeTopic: (session, member) => this.#audiences.close(session, member),
      begin: (session, member, limit, fromMs) => {
        this.#audiences.sendHistory(session, member, limit, fromMs)
        const { id, interval } = member.topic
        if (interval !== undefined && limit > 0) this.#onBarsWanted?.(id, interval, fromMs, limit)
      },
      moveLater: (session, subscription, tier, requestId) => this.#moves.request(session, subscription, tier, requestId),
      cancelMove: (subscription) => this.#moves.cancel(subscription),
      acknowledge: (session, tier, sequence) => this.#backpressure.acknowledge(session, tier, sequence),
      repair: (session, tier) => {
        const stream = session.stream(tier)
        if (stream === undefined || stream.repairWanted) return
        // Once for each repair: it's a claim, and may be repeated for nothing.
        this.counters.mismatches += 1
        // At the next sweep: a viewer that finds everything wrong all the time gets one repair a second.
        stream.repairWanted = true
      },
      authenticate: (session, token, requestId) => this.#renew(session, token, requestId),
    }
  }

  /** Counts what is more work than a message is; false, and said, when that is too much for this second. */
  #afford(session: Session, message: ClientMessage): boolean {
    const { messagesPerSecondMax } = this.options
    // One alone is always carried out, with half of the second left for others.
    const weight = Math.min(weightOf(message, session), messagesPerSecondMax >> 1)
    if (weight === 0) return true
    if (session.messagesThisSecond + weight > messagesPerSecondMax || !this.viewers.affords(session.address, weight)) {
      const text = `More work than ${messagesPerSecondMax} messages in a second: this one, of ${1 + weight}, was not carried out`
      this.send(session, {
        type: 'error',
        id: 'id' in message ? message.id : undefined,
        code: 'too_many_messages',
        message: text,
      })
      return false
    }
    session.messagesThisSecond += weight
    this.viewers.worked(session.address, weight)
    return true
  }

  #fail(session: Session, problem: Problem, symbols?: readonly string[]): void {
    this.counters.invalidMessages += 1
    const { id, code, message } = problem
    this.send(session, { type: 'error', id, code, message, symbols })
    if (!isOffence(code)) return
    countOffence(session, this.clock.now())
    if (session.invalidMessages >= this.options.invalidMessagesMax) this.end(session, 'policy')
  }

  /** Tells the client how a subscription stands; `ids`: the instruments to define in full. */
  #define(session: Session, subscription: Subscription, ids: Iterable<number>, requestId: RequestId | undefined): void {
    this.send(session, subscribedMessage(this.#market.instruments, subscription, ids, requestId))
  }

  #settle(session: Session, tier: number, carries?: ReadonlyMap<number, Carry>): void {
    const lists: Int32Array[] = []
    for (const { channel, tier: at, ids } of session.subscriptions) if (channel === 'quotes' && at === tier) lists.push(ids)
    const members = sortedUnion(...lists)
    // A stream that ends is over with its `subscribed`: nothing may be said of it afterwards.
    if (members.length === 0) this.#members.setMembers(session, tier, members)
    // It asks for more while it does not read what it has: from here on it is merged.
    if (!session.paused && session.transport.bufferedBytes > this.options.bufferedBytesMax) this.#backpressure.pause(session)
    if (members.length === 0) return
    const begins = session.stream(tier) === undefined
    this.#members.setMembers(session, tier, members, carries)
    if (begins && session.paused) this.#backpressure.tell(session, tier, true)
    // Lists that are equal are one list in memory.
    const shared = session.stream(tier)?.cohort.members
    for (const subscription of session.subscriptions) {
      if (shared !== undefined && sameInts(subscription.ids, shared)) subscription.ids = shared
    }
  }

  /** Carries a message out. Whatever goes wrong, one viewer's message ends nobody else's stream. */
  #attempt(session: Session, work: () => void): void {
    this.#within(session, () => {
      try {
        work()
      } catch (cause) {
        this.counters.faults += 1
        process.emitWarning(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause), 'MessageFault')
        const message = 'This message could not be carried out'
        this.#fail(session, { code: 'malformed_message', message, id: undefined })
      }
    })
  }

  /** Does something for a session. Sending may end it, which would take away what is being worked on: it ends afterwards. */
  #within(session: Session, work: () => void): void {
    if (session.over) return
    if (session.busy) {
      work()
      return
    }
    session.busy = true
    try {
      work()
    } finally {
      session.busy = false
      if (session.ending !== undefined) this.end(session, session.ending)
    }
  }

  #endInstant(tiers: number): void {
    this.#moves.run(tiers)
    this.onInstant?.()
  }

  #refined(id: InstrumentId, priceRatio: number, sizeRatio: number): void {
    for (const session of this.viewers.all()) {
      this.#within(session, () => {
        for (const subscription of session.subscriptions) {
          if (includesSorted(subscription.ids, id)) this.#define(session, subscription, [id], undefined)
        }
        for (const stream of session.streams) this.#members.refine(stream, id, priceRatio, sizeRatio)
      })
    }
  }

  #renew(session: Session, token: string, id: RequestId | undefined): void {
    const refuse = (code: ErrorCode, message: string) => this.#fail(session, { code, message, id })
    const accept = () => this.send(session, { type: 'pong', id, serverTimeMs: Math.round(this.clock.now()) })
    renewToken(this.authenticate, session, token, { accept, refuse })
  }

  #sweep(): void {
    const now = this.clock.now()
    try {
      this.#audiences.sendFilled()
      this.viewers.forgetWork()
      for (const session of this.viewers.all()) {
        if (session.closed) continue
        const reason = this.viewers.expired(session, now)
        if (reason !== undefined) this.end(session, reason)
        else this.#within(session, () => this.#backpressure.sweep(session, now))
      }
    } finally {
      this.start()
    }
  }

  #hello(): HelloMessage {
    const { messageBytesMax, messagesPerSecondMax, subscriptionsMax, symbolsMax } = this.options
    return {
      type: 'hello',
      protocol: 'ticklane.v1',
      epoch: this.#market.epoch,
      serverTimeMs: Math.round(this.clock.now()),
      rates: tiersHz,
      feeds: this.#feeds.current,
      limits: { messageBytesMax, messagesPerSecondMax, subscriptionsMax, symbolsMax },
    }
  }
}
