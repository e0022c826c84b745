import type { Clock } from '../../lib/market/clock.ts'
import type { InstrumentId, PriceTicks, SizeLots } from '../../lib/market/units.ts'
import type { Encoding } from '../../lib/protocol/conflation.ts'
import { Conflator } from '../../server/conflate/conflator.ts'
import { MarketState } from '../../server/market/market-state.ts'
import { realStages, type Stages } from './simulated-server.ts'

/** One in so many. */
const rarely = 40

/** A bug put into the engine on purpose, to see that the simulation finds it. */
export interface PlantedBug {
  readonly name: string
  /** What it should be found to break. */
  readonly promise: string
  readonly stages: Stages
}

/** Merging forgets the high of an interval now and then. */
class ConflatorWithoutHighs extends Conflator {
  constructor(market: MarketState, clock: Clock) {
    super(market, clock)
    let marks = 0
    for (const tier of this.tiers) {
      const mark = tier.mark.bind(tier)
      tier.mark = (id, high, low) => {
        marks += 1
        mark(id, marks % rarely === 0 && Number.isFinite(high) ? low : high, low)
      }
    }
  }
}

/** A new viewer of a tier makes it forget what it had merged of the instruments that others have there. */
class ConflatorForgetting extends Conflator {
  override retain(tierIndex: number, ids: Int32Array, encoding: Encoding): void {
    super.retain(tierIndex, ids, encoding)
    for (const id of ids) this.tiers[tierIndex]?.pendingHigh.fill(Number.NEGATIVE_INFINITY, id, id + 1)
  }
}

/** A flush leaves an instrument out now and then, though it changed: its viewers hear of it with the next change. */
class ConflatorSkipping extends Conflator {
  constructor(market: MarketState, clock: Clock) {
    super(market, clock)
    let marks = 0
    for (const tier of this.tiers) {
      const mark = tier.mark.bind(tier)
      tier.mark = (id, high, low) => {
        marks += 1
        if (marks % rarely !== 0) mark(id, high, low)
      }
    }
  }
}

/** The baseline moves though the record of a quote was not sent. */
class ConflatorMovingOn extends Conflator {
  constructor(market: MarketState, clock: Clock) {
    super(market, clock)
    let quotes = 0
    for (const tier of this.tiers) {
      const flush = tier.flush.bind(tier)
      tier.flush = (state) => {
        flush(state)
        for (const id of tier.changed.subarray(0, tier.changedCount)) {
          if (tier.flushedHigh[id] !== Number.NEGATIVE_INFINITY) continue
          quotes += 1
          if (quotes % rarely !== 0) continue
          tier.binary.starts[id] = -1
          tier.json.starts[id] = -1
        }
      }
    }
  }
}

/** One trade of many is lost before it is merged. */
class MarketLosingTrades extends MarketState {
  #trades = 0

  override trade(
    id: InstrumentId,
    price: PriceTicks,
    size: SizeLots,
    side: 'buy' | 'sell' | 'unknown',
    venueTimeMs: number,
    receivedTimeMs: number,
    tradeId: number | string,
  ): void {
    this.#trades += 1
    if (this.#trades % rarely !== 0) super.trade(id, price, size, side, venueTimeMs, receivedTimeMs, tradeId)
  }
}

/** A late trade does not correct its bar for those who have it. */
class ConflatorWithoutCorrections extends Conflator {
  #latestMs = 0

  override barChanged(id: InstrumentId, venueTimeMs: number): void {
    if (venueTimeMs < this.#latestMs - 1_000) return
    this.#latestMs = Math.max(this.#latestMs, venueTimeMs)
    super.barChanged(id, venueTimeMs)
  }
}

const withConflator = (create: new (market: MarketState, clock: Clock) => Conflator): Stages => ({
  ...realStages,
  createConflator: (market, clock) => new create(market, clock),
})

export const plantedBugs: readonly PlantedBug[] = [
  { name: 'merging forgets a high', promise: 'P1', stages: withConflator(ConflatorWithoutHighs) },
  { name: 'a new viewer makes others lose a high', promise: 'P1', stages: withConflator(ConflatorForgetting) },
  {
    name: 'one trade of forty is lost',
    promise: 'P1',
    stages: { ...realStages, createMarket: (epoch, tradesKept) => new MarketLosingTrades({ epoch, tradesKept }) },
  },
  { name: 'a change is not flushed', promise: 'P2', stages: withConflator(ConflatorSkipping) },
  { name: 'a baseline moves without its record', promise: 'P5', stages: withConflator(ConflatorMovingOn) },
  { name: 'late trades do not correct bars', promise: 'P2', stages: withConflator(ConflatorWithoutCorrections) },
]
