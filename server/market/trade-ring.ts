import type { TradeBatch, TradeSource } from '../../lib/market/market-view.ts'
import type { InstrumentId } from '../../lib/market/units.ts'

/**
 * The latest trades of all instruments in one ring of columns, each linked to the one before of its instrument, so that a
 * busy instrument uses the room that quiet ones leave.
 */
export class TradeRing implements TradeSource {
  readonly capacity: number
  readonly #mask: number
  readonly #price: Float64Array
  readonly #size: Float64Array
  readonly #venueTimeMs: Float64Array
  readonly #side: Uint8Array
  readonly #instrument: Int32Array
  /** Position (ever growing) of the instrument's previous trade, -1: none. */
  readonly #previous: Float64Array
  #latest: Float64Array
  #counts: Float64Array
  #positions: Float64Array = new Float64Array(256)
  #next = 0

  /** `capacity` is a power of two. */
  constructor(capacity: number) {
    if (capacity < 2 || (capacity & (capacity - 1)) !== 0) {
      throw new RangeError(`Cannot keep ${capacity} trades: expected a power of two`)
    }
    this.capacity = capacity
    this.#mask = capacity - 1
    this.#price = new Float64Array(capacity)
    this.#size = new Float64Array(capacity)
    this.#venueTimeMs = new Float64Array(capacity)
    this.#side = new Uint8Array(capacity)
    this.#instrument = new Int32Array(capacity)
    this.#previous = new Float64Array(capacity)
    this.#latest = new Float64Array(0)
    this.#counts = new Float64Array(0)
  }

  /** Trades ever pushed. */
  get pushed(): number {
    return this.#next
  }

  grow(instruments: number): void {
    const latest = new Float64Array(instruments).fill(-1)
    latest.set(this.#latest)
    this.#latest = latest
    const counts = new Float64Array(instruments)
    counts.set(this.#counts)
    this.#counts = counts
  }

  push(id: InstrumentId, price: number, size: number, side: number, venueTimeMs: number): void {
    const position = this.#next
    const slot = position & this.#mask
    this.#price[slot] = price
    this.#size[slot] = size
    this.#side[slot] = side
    this.#venueTimeMs[slot] = venueTimeMs
    this.#instrument[slot] = id
    this.#previous[slot] = this.#latest[id] as number
    this.#latest[id] = position
    this.#counts[id] = (this.#counts[id] as number) + 1
    this.#next = position + 1
  }

  read(id: InstrumentId, from: number, into: TradeBatch): void {
    const total = this.#counts[id] ?? 0
    const wanted = total - Math.max(0, from)
    const oldest = this.#next - this.capacity
    let count = 0
    let position = this.#latest[id] ?? -1
    while (count < wanted && position >= 0 && position >= oldest) {
      if (count === this.#positions.length) this.#growPositions()
      this.#positions[count] = position
      count += 1
      position = this.#previous[position & this.#mask] as number
    }
    reserve(into, count)
    into.count = count
    into.first = total - count
    for (let index = 0; index < count; index++) {
      const slot = (this.#positions[count - 1 - index] as number) & this.#mask
      into.venueTimeMs[index] = this.#venueTimeMs[slot] as number
      into.price[index] = this.#price[slot] as number
      into.size[index] = this.#size[slot] as number
      into.side[index] = this.#side[slot] as number
    }
  }

  /** False when a trade's price or size would no longer be an exact integer. */
  canScale(id: InstrumentId, priceRatio: number, sizeRatio: number): boolean {
    const oldest = this.#next - this.capacity
    for (let position = this.#latest[id] ?? -1; position >= 0 && position >= oldest; ) {
      const slot = position & this.#mask
      if (!Number.isSafeInteger((this.#price[slot] as number) * priceRatio)) return false
      if (!Number.isSafeInteger((this.#size[slot] as number) * sizeRatio)) return false
      position = this.#previous[slot] as number
    }
    return true
  }

  /** The instrument's tick or lot became finer. */
  scale(id: InstrumentId, priceRatio: number, sizeRatio: number): void {
    for (let slot = 0; slot < this.capacity; slot++) {
      if (this.#instrument[slot] !== id) continue
      this.#price[slot] = (this.#price[slot] as number) * priceRatio
      this.#size[slot] = (this.#size[slot] as number) * sizeRatio
    }
  }

  #growPositions(): void {
    const grown = new Float64Array(this.#positions.length * 2)
    grown.set(this.#positions)
    this.#positions = grown
  }
}

function reserve(batch: TradeBatch, count: number): void {
  if (batch.price.length >= count) return
  const capacity = Math.max(count, batch.price.length * 2)
  batch.venueTimeMs = new Float64Array(capacity)
  batch.price = new Float64Array(capacity)
  batch.size = new Float64Array(capacity)
  batch.side = new Uint8Array(capacity)
}
