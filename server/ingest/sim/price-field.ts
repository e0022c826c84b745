import { NoiseTrack } from './noise-track.ts'
import type { SimInstrument } from './universe.ts'

const streams = { world: 0, stocks: 1, coins: 2, sectors: 16, instruments: 1024 } as const
/** How often what all instruments share is worked out; finer than the finest octave of a track. */
const sharedEveryMs = 25
/** Part of the two markets' movement that they have in common. */
const worldShare = 0.45

/**
 * The fair price of every instrument at every moment: base price times the exponential of market, sector and own path. A
 * pure function of seed and absolute time.
 */
export class PriceField {
  readonly #instruments: readonly SimInstrument[]
  readonly #world: NoiseTrack
  readonly #stocks: NoiseTrack
  readonly #coins: NoiseTrack
  readonly #sectors: NoiseTrack[] = []
  readonly #own: NoiseTrack[]
  readonly #stocksNow: Shared
  readonly #coinsNow: Shared
  readonly #sectorsNow: Shared[]

  constructor(seed: number, instruments: readonly SimInstrument[]) {
    this.#instruments = instruments
    this.#world = new NoiseTrack(seed, streams.world)
    this.#stocks = new NoiseTrack(seed, streams.stocks)
    this.#coins = new NoiseTrack(seed, streams.coins)
    const sectors = instruments.reduce((max, instrument) => Math.max(max, instrument.sector + 1), 0)
    for (let sector = 0; sector < sectors; sector++) this.#sectors.push(new NoiseTrack(seed, streams.sectors + sector))
    this.#stocksNow = { timeMs: Number.NaN, value: 0 }
    this.#coinsNow = { timeMs: Number.NaN, value: 0 }
    this.#sectorsNow = this.#sectors.map(() => ({ timeMs: Number.NaN, value: 0 }))
    this.#own = instruments.map((_, index) => new NoiseTrack(seed, streams.instruments + index))
  }

  /** In ticks, with a fraction; at least 1. */
  fairTicks(index: number, timeMs: number): number {
    const instrument = this.#instruments[index]
    const own = this.#own[index]
    if (instrument === undefined || own === undefined) throw new RangeError(`No simulated instrument ${index}`)
    const sharedTimeMs = Math.floor(timeMs / sharedEveryMs) * sharedEveryMs
    const logarithm =
      instrument.marketSigma * this.#market(instrument.isStock, sharedTimeMs) +
      instrument.sectorSigma * this.#sector(instrument.sector, sharedTimeMs) +
      instrument.ownSigma * own.at(timeMs)
    return Math.max(1, instrument.basePriceTicks * Math.exp(logarithm))
  }

  #market(isStock: boolean, timeMs: number): number {
    const now = isStock ? this.#stocksNow : this.#coinsNow
    if (now.timeMs !== timeMs) {
      const track = isStock ? this.#stocks : this.#coins
      now.value = Math.sqrt(worldShare) * this.#world.at(timeMs) + Math.sqrt(1 - worldShare) * track.at(timeMs)
      now.timeMs = timeMs
    }
    return now.value
  }

  #sector(sector: number, timeMs: number): number {
    const now = this.#sectorsNow[sector]
    const track = this.#sectors[sector]
    if (now === undefined || track === undefined) throw new RangeError(`No simulated sector ${sector}`)
    if (now.timeMs !== timeMs) {
      now.value = track.at(timeMs)
      now.timeMs = timeMs
    }
    return now.value
  }
}

/** What many instruments need at the same moment is worked out once. */
interface Shared {
  timeMs: number
  value: number
}
