import type { Interval } from '../../lib/market/bar.ts'
import type { BarSource } from '../../lib/market/bar-source.ts'
import type { CancelTimer, Clock } from '../../lib/market/clock.ts'
import type { MarketListener, MarketView } from '../../lib/market/market-view.ts'
import type { InstrumentId } from '../../lib/market/units.ts'
import type { Conflation, Encoding, FlushListener, Topic, TopicHistoryRequest } from '../../lib/protocol/conflation.ts'
import { gridTimeAt, tierCount, tierGridSteps } from '../../lib/protocol/grid-time.ts'
import { JsonInstruments } from '../../lib/protocol/json-instrument.ts'
import { Tier } from './tier.ts'
import { TopicEncoder } from './topic-encoder.ts'
import { TopicState } from './topic-state.ts'

const never = Number.POSITIVE_INFINITY

/** Merges the market's changes for every rate, and decides when each flushes. */
export class Conflator implements Conflation, MarketListener {
  readonly tiers: readonly Tier[]
  readonly #market: MarketView
  readonly #clock: Clock
  readonly #encoder: TopicEncoder
  #listener: FlushListener | undefined
  #capacity: number
  /** Bit n: somebody on tier n has the instrument. */
  #users: Uint8Array
  readonly #topics: TopicState[][] = Array.from({ length: tierCount }, () => [])
  /** Topics of channels bars and book by instrument: told of changes at once. */
  readonly #watching: (TopicState[] | undefined)[] = []
  /** Bit n: tier n flushes at its next instant though nobody uses it. */
  #woken = 0
  #timerGrid = never
  #cancelTimer: CancelTimer | undefined
  #running = false
  /** Flush instants so far, for the metrics. */
  instants = 0
  /** How late the latest flush instant began, ms. */
  lateMs = 0

  /** `bars`: where they are read, when a store remembers more than the market's memory. */
  constructor(market: MarketView, clock: Clock, bars: BarSource = market.bars) {
    this.#market = market
    this.#clock = clock
    this.#capacity = market.columns.capacity
    this.#users = new Uint8Array(this.#capacity)
    const instruments = new JsonInstruments(market.instruments)
    this.#encoder = new TopicEncoder(market, bars, instruments)
    this.tiers = Array.from({ length: tierCount }, (_, index) => new Tier(index, this.#capacity, instruments))
    market.listen(this)
  }

  listen(listener: FlushListener): void {
    this.#listener = listener
  }

  start(): void {
    this.#running = true
    this.#schedule()
  }

  stop(): void {
    this.#running = false
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    this.#timerGrid = never
  }

  harvest(): void {
    const { dirty } = this.#market
    if (dirty.count === 0) return
    this.#grow()
    for (let index = 0; index < dirty.count; index++) {
      const id = dirty.ids[index] as number
      const users = this.#users[id] as number
      if (users === 0) continue
      const high = dirty.high[id] as number
      const low = dirty.low[id] as number
      for (let tier = 0; tier < tierCount; tier++) if ((users & (1 << tier)) !== 0) this.tiers[tier]?.mark(id, high, low)
    }
    this.#market.clearDirty()
  }

  retain(tierIndex: number, ids: Int32Array, encoding: Encoding): void {
    // The extremes of what came before belong to those who were here before.
    this.harvest()
    this.#grow()
    const tier = this.#tier(tierIndex)
    this.#begin(tier)
    for (const id of ids) {
      if (tier.retain(id, encoding, this.#market.columns)) this.#users[id] = (this.#users[id] as number) | (1 << tierIndex)
    }
    this.#schedule()
  }

  release(tierIndex: number, ids: Int32Array, encoding: Encoding): void {
    const tier = this.#tier(tierIndex)
    for (const id of ids) if (tier.release(id, encoding)) this.#users[id] = (this.#users[id] as number) & ~(1 << tierIndex)
  }

  openTopic(
    channel: Topic['channel'],
    tierIndex: number,
    id: InstrumentId,
    interval: Interval | undefined,
    encoding: Encoding,
  ): Topic {
    const topics = this.#topics[tierIndex] ?? []
    let topic = topics.find((known) => known.channel === channel && known.id === id && known.interval === interval)
    if (topic === undefined) {
      this.#begin(this.#tier(tierIndex))
      topic = new TopicState(channel, tierIndex, id, interval)
      topic.flushedTrades = this.#market.columns.tradeCount[id] as number
      topics.push(topic)
      if (channel !== 'trades') this.#watch(topic)
    }
    topic.refs[encoding] += 1
    this.#schedule()
    return topic
  }

  closeTopic(opened: Topic, encoding: Encoding): void {
    const topic = this.#state(opened)
    if (topic.refs[encoding] === 0)
      throw new RangeError(`Cannot close a ${topic.channel} topic that nobody has open as ${encoding}`)
    topic.refs[encoding] -= 1
    if (topic.used) return
    remove(this.#topics[topic.tier], topic)
    remove(this.#watching[topic.id], topic)
    if (this.#watching[topic.id]?.length === 0) this.#watching[topic.id] = undefined
  }

  wake(tierIndex: number): void {
    this.#begin(this.#tier(tierIndex))
    this.#woken |= 1 << tierIndex
    this.#schedule()
  }

  topicHistory(topic: Topic, encoding: Encoding, request: TopicHistoryRequest): Uint8Array | undefined {
    return this.#encoder.history(this.#state(topic), encoding, gridTimeAt(this.#clock.now()), request)
  }

  pendingFrom(topic: Topic): number {
    return this.#state(topic).pendingFrom
  }

  refined(id: InstrumentId, priceRatio: number, sizeRatio: number): void {
    for (const tier of this.tiers) if (tier.has(id)) tier.refine(id, priceRatio, sizeRatio)
    this.#listener?.refined(id, priceRatio, sizeRatio)
  }

  barChanged(id: InstrumentId, venueTimeMs: number): void {
    const topics = this.#watching[id]
    if (topics === undefined) return
    for (const topic of topics) if (topic.interval !== undefined) topic.markBar(venueTimeMs, topic.interval)
  }

  bookChanged(id: InstrumentId): void {
    const topics = this.#watching[id]
    if (topics === undefined) return
    for (const topic of topics) if (topic.channel === 'book') topic.bookChanged = true
  }

  /** Trades go out before their ring overwrites them, on whatever tier; the rest waits for its instant. */
  tradesPressing(): void {
    const grid = gridTimeAt(this.#clock.now())
    for (const topics of this.#topics) {
      for (const topic of topics) if (topic.channel === 'trades') this.#encoder.flush(topic, grid, this.#emit)
    }
    this.#listener?.instantEnded(0)
  }

  readonly #emit = (topic: TopicState, encoding: Encoding, payload: Uint8Array): void => {
    this.#listener?.topicFlushed(topic, encoding, payload)
  }

  #flush(grid: number): void {
    this.harvest()
    let flushed = 0
    for (const tier of this.tiers) {
      const flushIndex = Math.floor(grid / (tierGridSteps[tier.index] as number))
      if (flushIndex <= tier.flushIndex || !this.#isActive(tier)) continue
      tier.flushIndex = flushIndex
      tier.flush(this.#market.columns)
      flushed |= 1 << tier.index
      this.#listener?.tierFlushed(tier)
    }
    for (const tier of this.tiers) {
      if ((flushed & (1 << tier.index)) === 0) continue
      for (const topic of this.#topics[tier.index] ?? []) this.#encoder.flush(topic, grid, this.#emit)
    }
    this.#woken &= ~flushed
    this.instants += 1
    this.#listener?.instantEnded(flushed)
    for (const tier of this.tiers) if ((flushed & (1 << tier.index)) !== 0) tier.endFlush()
  }

  #isActive(tier: Tier): boolean {
    return tier.uses > 0 || (this.#topics[tier.index]?.length ?? 0) > 0 || (this.#woken & (1 << tier.index)) !== 0
  }

  /** A tier that was idle did not count its flushes: its baseline is of now. */
  #begin(tier: Tier): void {
    if (!this.#isActive(tier)) {
      tier.flushIndex = Math.floor(gridTimeAt(this.#clock.now()) / (tierGridSteps[tier.index] as number))
    }
  }

  #schedule(): void {
    if (!this.#running) return
    let due = never
    for (const tier of this.tiers) {
      if (!this.#isActive(tier)) continue
      due = Math.min(due, (tier.flushIndex + 1) * (tierGridSteps[tier.index] as number))
    }
    if (due >= this.#timerGrid) return
    this.#cancelTimer?.()
    this.#timerGrid = due
    const delayMs = Math.max(0, (due * 1_000) / 60 - this.#clock.now())
    this.#cancelTimer = this.#clock.after(Math.ceil(delayMs), this.#fire)
  }

  readonly #fire = (): void => {
    const due = this.#timerGrid
    this.#timerGrid = never
    this.#cancelTimer = undefined
    const now = this.#clock.now()
    const grid = gridTimeAt(now)
    try {
      if (grid >= due) {
        this.lateMs = now - (due * 1_000) / 60
        this.#flush(grid)
      }
    } finally {
      this.#schedule()
    }
  }

  #watch(topic: TopicState): void {
    const topics = this.#watching[topic.id]
    if (topics === undefined) this.#watching[topic.id] = [topic]
    else topics.push(topic)
  }

  #grow(): void {
    const { capacity } = this.#market.columns
    if (capacity <= this.#capacity) return
    this.#capacity = capacity
    for (const tier of this.tiers) tier.grow(capacity)
    const users = new Uint8Array(capacity)
    users.set(this.#users)
    this.#users = users
  }

  #tier(index: number): Tier {
    const tier = this.tiers[index]
    if (tier === undefined) throw new RangeError(`No tier ${index}: expected 0 to ${tierCount - 1}`)
    return tier
  }

  #state(topic: Topic): TopicState {
    if (topic instanceof TopicState) return topic
    throw new TypeError('Cannot use a topic that this conflator did not open')
  }
}

function remove<T>(list: T[] | undefined, entry: T): void {
  const index = list?.indexOf(entry) ?? -1
  if (index >= 0) list?.splice(index, 1)
}
