import { unitsOf } from './exact-units.ts'

export interface Extremes {
  readonly high: number
  readonly low: number
}

export interface ModelBar {
  open: number
  high: number
  low: number
  close: number
  volume: bigint
  tradeCount: number
}

export type ModelSide = 'buy' | 'sell' | 'unknown'

/** What happened to one instrument since the server started: every trade, one after the other. Units: see exact-units.ts. */
export class ModelInstrument {
  readonly symbol: string
  tickUnits: number
  lotUnits: bigint
  readonly prices: number[] = []
  readonly sizes: bigint[] = []
  readonly sides: ModelSide[] = []
  readonly timesMs: number[] = []
  /** By number of trades: their volume. */
  readonly volumes: bigint[] = [0n]
  readonly bars = { '1s': new Map<number, ModelBar>(), '1m': new Map<number, ModelBar>() }

  constructor(symbol: string, tickSize: string, lotSize: string) {
    this.symbol = symbol
    this.tickUnits = Number(unitsOf(tickSize))
    this.lotUnits = unitsOf(lotSize)
  }

  get count(): number {
    return this.prices.length
  }

  trade(ticks: number, lots: number, side: ModelSide, timeMs: number): void {
    const price = ticks * this.tickUnits
    const size = BigInt(lots) * this.lotUnits
    this.prices.push(price)
    this.sizes.push(size)
    this.sides.push(side)
    this.timesMs.push(timeMs)
    this.volumes.push((this.volumes.at(-1) ?? 0n) + size)
    addToBar(this.bars['1s'], timeMs - (timeMs % 1_000), price, size)
    addToBar(this.bars['1m'], timeMs - (timeMs % 60_000), price, size)
  }

  /** Of trades number `from` to `to - 1`. */
  extremes(from: number, to: number): Extremes {
    let high = Number.NEGATIVE_INFINITY
    let low = Number.POSITIVE_INFINITY
    for (let number = from; number < to; number++) {
      const price = this.prices[number] as number
      if (price > high) high = price
      if (price < low) low = price
    }
    return { high, low }
  }

  volume(from: number, to: number): bigint {
    return (this.volumes[to] ?? -1n) - (this.volumes[from] ?? 0n)
  }
}

function addToBar(bars: Map<number, ModelBar>, startMs: number, price: number, size: bigint): void {
  const bar = bars.get(startMs)
  if (bar === undefined) {
    bars.set(startMs, { open: price, high: price, low: price, close: price, volume: size, tradeCount: 1 })
    return
  }
  bar.high = Math.max(bar.high, price)
  bar.low = Math.min(bar.low, price)
  bar.close = price
  bar.volume += size
  bar.tradeCount += 1
}

/** One life of the server. */
export class ModelEpoch {
  readonly epoch: string
  readonly instruments = new Map<string, ModelInstrument>()

  constructor(epoch: string) {
    this.epoch = epoch
  }
}
