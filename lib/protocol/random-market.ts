import { addWide, type QuoteColumns } from '../market/quote-columns.ts'

/** For tests. A pure function of its seed: 0 <= value < 1. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** For tests: a market that walks at random, with everything a record can say now and then. */
export class RandomMarket {
  readonly columns: QuoteColumns
  readonly high: Float64Array
  readonly low: Float64Array
  private readonly random: () => number

  constructor(columns: QuoteColumns, seed: number) {
    this.columns = columns
    this.random = seededRandom(seed)
    this.high = new Float64Array(columns.capacity)
    this.low = new Float64Array(columns.capacity)
    this.harvest()
  }

  /** Forgets the extremes of the interval. */
  harvest(): void {
    this.high.fill(Number.NEGATIVE_INFINITY)
    this.low.fill(Number.POSITIVE_INFINITY)
  }

  private integer(max: number): number {
    return Math.floor(this.random() * max)
  }

  /** Log-uniform up to 2^bits. */
  private size(bits: number): number {
    return Math.floor(2 ** (this.random() * bits))
  }

  step(row: number): void {
    const { columns } = this
    const kind = this.integer(20)
    if (kind < 12) this.quote(row)
    if (kind > 8 && kind < 17) for (let count = this.integer(4); count >= 0; count--) this.trade(row)
    if (kind === 17) columns.status[row] = this.integer(6)
    if (kind === 18) {
      columns.dayOpen[row] = this.size(40)
      columns.dayHigh[row] = this.size(40)
      columns.dayLow[row] = this.size(40)
      columns.dayVolumeBaseHigh[row] = this.integer(7) - 3
      columns.dayVolumeBaseLow[row] = this.size(52)
    }
    if (kind === 19) {
      const priceBits = this.integer(51)
      columns.bid[row] = this.integer(4) === 0 ? 0 : this.size(priceBits) * (this.integer(8) === 0 ? -1 : 1)
      columns.ask[row] = this.integer(4) === 0 ? 0 : this.size(priceBits)
      columns.bidSize[row] = this.size(53)
      columns.askSize[row] = Number.MAX_SAFE_INTEGER
    }
  }

  private quote(row: number): void {
    const { columns } = this
    if (this.integer(3) === 0) columns.bid[row] = (columns.bid[row] as number) + this.integer(9) - 4
    if (this.integer(3) > 0) columns.ask[row] = (columns.bid[row] as number) + 1 + this.integer(3)
    if (this.integer(4) > 0) columns.bidSize[row] = this.size(20)
    if (this.integer(4) > 0)
      columns.askSize[row] = Math.min(2 ** 53 - 1, Math.max(0, (columns.askSize[row] as number) + this.integer(200) - 100))
  }

  private trade(row: number): void {
    const { columns } = this
    const where = this.integer(5)
    const price = (where === 0 ? columns.last[row] : where < 3 ? columns.bid[row] : columns.ask[row]) as number
    columns.last[row] = price + (this.integer(6) === 0 ? this.integer(21) - 10 : 0)
    const last = columns.last[row] as number
    this.high[row] = Math.max(this.high[row] as number, last)
    this.low[row] = Math.min(this.low[row] as number, last)
    columns.tradeCount[row] = (columns.tradeCount[row] as number) + 1
    addWide(columns.volumeHigh, columns.volumeLow, row, this.size(this.integer(12) === 0 ? 52 : 18))
    columns.venueTimeMs[row] = 1_723_161_600_000 + this.integer(1000_000) / 1000
    columns.receivedTimeMs[row] = 1_723_161_600_000 + this.integer(1000_000)
  }
}
