import type { InstrumentDefinition } from '../../lib/market/instrument.ts'
import type { Status } from '../../lib/market/status.ts'
import { type InstrumentId, priceTicks, sizeLots } from '../../lib/market/units.ts'
import { unitsOf } from './exact-units.ts'
import { ModelInstrument, type ModelSide } from './plain-model.ts'
import type { Random } from './random.ts'
import type { SimulatedServer } from './simulated-server.ts'

/** What a feed knows of an instrument, whatever becomes of the server. */
interface Listing {
  readonly definition: InstrumentDefinition
  /** The price wanders around this, in units of 1e-8. */
  priceUnits: number
}

const tickSizes = ['0.01', '0.25', '0.05', '1', '0.001'] as const
const lotSizes = ['1', '0.001', '0.01', '100'] as const
const finerTicks = ['0.0001', '0.00025', '0.005', '0.00001', '0.002'] as const
const finerLots = ['0.0001', '0.00001', '0.02', '0.5'] as const
const sides: readonly ModelSide[] = ['buy', 'sell', 'unknown']
const statuses: readonly Status[] = ['live', 'halted', 'closed', 'stale', 'delayed']

/** The feeds: writes the same into the server's market and into the plain model. */
export class MarketDriver {
  readonly listings: Listing[] = []
  readonly #random: Random
  /** Sizes whose sums outgrow a number; then no lot becomes finer, because one trade has to stay below 2^53. */
  readonly #giants: boolean

  constructor(random: Random) {
    this.#random = random
    this.#giants = random.chance(0.3)
  }

  get symbols(): string[] {
    return this.listings.map(({ definition }) => definition.symbol)
  }

  /** A new instrument, known to the server at once. */
  list(server: SimulatedServer | undefined): void {
    const random = this.#random
    const symbol = `SIM:I${this.listings.length}-USD`
    const definition: InstrumentDefinition = {
      symbol,
      venue: random.chance(0.5) ? 'ALPHA' : 'BETA',
      name: symbol,
      base: symbol,
      quote: 'USD',
      assetClass: 'crypto',
      session: 'continuous',
      origin: random.chance(0.1) ? 'delayed' : 'simulated',
      tickSize: random.pick(tickSizes),
      lotSize: random.pick(lotSizes),
    }
    this.listings.push({ definition, priceUnits: random.between(50, 50_000) * 1e8 })
    if (server !== undefined) this.#define(server, definition)
  }

  /** To a server that has just started; in another order, so that numbers of instruments differ. */
  defineAll(server: SimulatedServer): void {
    const definitions = this.listings.map(({ definition }) => definition)
    if (this.#random.chance(0.5)) definitions.reverse()
    for (const definition of definitions) this.#define(server, definition)
  }

  /** Some trades of instruments, few of them or many. */
  burst(server: SimulatedServer, count: number, lateByMs = 0): void {
    const busy = this.#random.below(this.listings.length)
    for (let index = 0; index < count; index++) {
      this.#trade(server, this.#random.chance(0.5) ? busy : this.#random.below(this.listings.length), lateByMs)
    }
  }

  /** One trade of each. */
  round(server: SimulatedServer): void {
    for (const index of this.listings.keys()) this.#trade(server, index, 0)
  }

  quote(server: SimulatedServer): void {
    const random = this.#random
    const { id, model, listing } = this.#pick(server)
    const price = Math.max(2, Math.round(listing.priceUnits / model.tickUnits))
    const bid = random.chance(0.05) ? 0 : Math.max(1, price - random.between(0, 3))
    const ask = random.chance(0.05) ? 0 : price + random.between(0, 4)
    const now = server.clock.now()
    server.market.quote(
      id,
      priceTicks(bid),
      sizeLots(bid === 0 ? 0 : this.#size()),
      priceTicks(ask),
      sizeLots(ask === 0 ? 0 : this.#size()),
      random.chance(0.1) ? 0 : now - random.below(50),
      now,
    )
  }

  book(server: SimulatedServer): void {
    const random = this.#random
    const { id, model, listing } = this.#pick(server)
    const price = Math.max(30, Math.round(listing.priceUnits / model.tickUnits))
    const levels = (direction: 1 | -1) =>
      Array.from({ length: random.between(0, 6) }, () => {
        const size = random.chance(0.2) ? 0 : this.#size()
        return [priceTicks(price + direction * random.between(1, 25)), sizeLots(size)] as const
      })
    const now = server.clock.now()
    server.market.book(id, {
      snapshot: random.chance(0.3),
      best: random.chance(0.3),
      bids: levels(-1),
      asks: levels(1),
      venueTimeMs: now,
      receivedTimeMs: now,
    })
  }

  day(server: SimulatedServer): void {
    const random = this.#random
    const { id, model, listing } = this.#pick(server)
    const price = Math.max(10, Math.round(listing.priceUnits / model.tickUnits))
    const known = random.chance(0.8)
    const day = {
      open: priceTicks(known ? price : 0),
      high: priceTicks(known ? price + random.below(9) : 0),
      low: priceTicks(known ? price - random.below(9) : 0),
      volumeLots: random.chance(0.5) ? BigInt(random.below(1e9)) : undefined,
    }
    server.market.day(id, day, server.clock.now())
  }

  status(server: SimulatedServer): void {
    const { id } = this.#pick(server)
    server.market.status(id, this.#random.pick(statuses), 'simulated')
  }

  /** Every instrument is halted, or goes on. */
  statusOfAll(server: SimulatedServer): void {
    for (const index of this.listings.keys())
      server.market.status(this.#of(server, index).id, this.#random.pick(['live', 'halted']), 'simulated')
  }

  /** The venue sends a number that the tick or lot cannot express. */
  refine(server: SimulatedServer): void {
    const random = this.#random
    const { listing } = this.#pick(server)
    const tickSize = random.chance(0.7) ? random.pick(finerTicks) : listing.definition.tickSize
    const lotSize = !this.#giants && random.chance(0.5) ? random.pick(finerLots) : listing.definition.lotSize
    this.#define(server, { ...listing.definition, tickSize, lotSize })
  }

  disconnect(server: SimulatedServer): void {
    server.market.disconnected(this.#random.chance(0.5) ? 'ALPHA' : 'BETA', 'simulated')
  }

  rollDays(server: SimulatedServer): void {
    server.market.rollDays(server.clock.now())
  }

  #trade(server: SimulatedServer, index: number, lateByMs: number): void {
    const random = this.#random
    const { id, model, listing } = this.#of(server, index)
    const jump = random.chance(0.02) ? 200 : 4
    const ticks = Math.max(1, Math.round(listing.priceUnits / model.tickUnits) + random.between(-jump, jump))
    if (lateByMs === 0) listing.priceUnits = Math.min(5e12, Math.max(5e9, ticks * model.tickUnits))
    const lots = this.#size()
    const side = random.pick(sides)
    const now = server.clock.now()
    const venueTimeMs = random.chance(0.02) ? 0 : now - random.below(50) - lateByMs
    server.market.trade(id, priceTicks(ticks), sizeLots(lots), side, venueTimeMs, now, model.count)
    model.trade(ticks, lots, side, venueTimeMs > 0 ? venueTimeMs : now)
  }

  /** Lots; now and then so many that their sum outgrows a number. */
  #size(): number {
    const random = this.#random
    if (this.#giants && random.chance(0.01)) return 2 ** 50 + random.below(1_000)
    return random.chance(0.1) ? random.between(1, 1_000_000) : random.between(1, 500)
  }

  #define(server: SimulatedServer, definition: InstrumentDefinition): void {
    const id = server.market.define(definition)
    const { tickSize, lotSize } = server.market.definition(id)
    const known = server.model.instruments.get(definition.symbol)
    if (known === undefined) {
      const model = new ModelInstrument(definition.symbol, tickSize, lotSize)
      server.model.instruments.set(definition.symbol, model)
    } else {
      known.tickUnits = Number(unitsOf(tickSize))
      known.lotUnits = unitsOf(lotSize)
    }
  }

  #pick(server: SimulatedServer) {
    return this.#of(server, this.#random.below(this.listings.length))
  }

  #of(server: SimulatedServer, index: number): { id: InstrumentId; model: ModelInstrument; listing: Listing } {
    const listing = this.listings[index] as Listing
    const { symbol } = listing.definition
    const id = server.market.instruments.find(symbol)?.id
    const model = server.model.instruments.get(symbol)
    if (id === undefined || model === undefined) throw new Error(`The server does not know ${symbol}`)
    return { id, model, listing }
  }
}
