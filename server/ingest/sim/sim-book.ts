import { type PriceTicks, priceTicks, type SizeLots, sizeLots } from '../../../lib/market/units.ts'
import { hash32 } from './random.ts'
import type { SimInstrument } from './universe.ts'

/** Levels of each side. Viewers are sent 20 of them. */
export const bookLevels = 25

export type SimBookSide = readonly (readonly [PriceTicks, SizeLots])[]

/** Mean distance of two levels, as a share of the price: 25 levels span 5 basis points of a coin whose tick is far finer than its price. */
const gapShare = 0.000002
/** A price in a round unit of at least so many gaps draws more orders; of ten times that unit, more still. */
const roundGaps = 4
const roundWeight = 2.2
const veryRoundWeight = 5
/** Of other prices, so many have no order for the while. */
const absentShare = 0.09
/** How long the size at one price stays: 1, 2, 4 or 8 s, as the price has it. */
const shortestStayMs = 1000
/** Standard deviation of the logarithm of a size: what belongs to the price, and what comes and goes. */
const lastingSigma = 0.55
const passingSigma = 0.5

const bidSalt = 0x2b1d
const askSalt = 0x7a5c

/**
 * What waits behind the best bid and offer. A level is a pure function of seed, instrument, side, its price and a stretch of time (P8),
 * so that it stays where it is while the touch moves through it, and a book costs no memory.
 */
export class SimBook {
  readonly #seed: number
  readonly #instruments: readonly SimInstrument[]
  /** Filled anew for each book: whoever is given them reads them at once. */
  readonly #bids = createSide()
  readonly #asks = createSide()

  constructor(seed: number, instruments: readonly SimInstrument[]) {
    this.#seed = seed
    this.#instruments = instruments
  }

  /** Best first. Valid until the next call. */
  bids(index: number, bid: number, bidSize: number, timeMs: number): SimBookSide {
    return this.#side(this.#bids, index, bid, bidSize, timeMs, -1)
  }

  asks(index: number, ask: number, askSize: number, timeMs: number): SimBookSide {
    return this.#side(this.#asks, index, ask, askSize, timeMs, 1)
  }

  #side(into: MutableSide, index: number, touch: number, touchSize: number, timeMs: number, direction: 1 | -1): SimBookSide {
    const instrument = this.#instruments[index]
    if (instrument === undefined) throw new RangeError(`No simulated instrument ${index}`)
    const gap = gapTicks(instrument)
    const round = 10 ** Math.ceil(Math.log10(roundGaps * gap))
    const salt = this.#seed ^ (direction === 1 ? askSalt : bidSalt)
    const usualSize = Math.log(instrument.quoteLots)
    into.levels.length = 0
    put(into, touch, touchSize)
    const first = Math.floor(touch / gap)
    // Prices are counted in cells of one gap, each with room for one level.
    for (let cell = first; into.levels.length < bookLevels && cell >= 0; cell += direction) {
      const own = hash32(salt, index, cell)
      const roundInCell = Math.ceil((cell * gap) / round) * round
      const isRound = roundInCell < (cell + 1) * gap
      const price = isRound ? roundInCell : cell * gap + (own % gap)
      if ((price - touch) * direction <= 0 || price < 1) continue
      const stayMs = shortestStayMs << (own >>> 30)
      const passing = hash32(own, Math.floor((timeMs + (own & 0x1fff)) / stayMs), direction)
      if (!isRound && passing < absentShare * 0x1_0000_0000) continue
      const weight = isRound ? (roundInCell % (round * 10) === 0 ? veryRoundWeight : roundWeight) : 1
      const spread = lastingSigma * normal(own) + passingSigma * normal(passing)
      const lots = Math.exp(usualSize + spread) * weight * depthWeight(Math.abs(cell - first))
      put(into, price, wholeSize(lots, instrument.isStock, passing))
    }
    return into.levels
  }
}

interface MutableSide {
  readonly pool: readonly [PriceTicks, SizeLots][]
  readonly levels: [PriceTicks, SizeLots][]
}

function createSide(): MutableSide {
  return { pool: Array.from({ length: bookLevels }, () => [priceTicks(0), sizeLots(0)]), levels: [] }
}

function put({ pool, levels }: MutableSide, price: number, size: number): void {
  const level = pool[levels.length] as [PriceTicks, SizeLots]
  level[0] = priceTicks(price)
  level[1] = sizeLots(size)
  levels.push(level)
}

function gapTicks(instrument: SimInstrument): number {
  return Math.max(1, Math.round(instrument.spreadTicks / 2), Math.round(instrument.basePriceTicks * gapShare))
}

/** More waits further away. In steps, so that most levels keep their size when the touch moves by a tick. */
function depthWeight(cells: number): number {
  return 1 + 0.5 * Math.min(6, 32 - Math.clz32(cells))
}

/** As `hashNormal`, of a word that is a hash already; without its tails. */
function normal(hash: number): number {
  return ((hash & 1023) + ((hash >>> 10) & 1023) + ((hash >>> 20) & 1023) - 1534.5) / 512
}

/** Shares wait in hundreds; a fourth of other amounts is round, as people write them. */
function wholeSize(lots: number, isStock: boolean, hash: number): number {
  if (isStock) return 100 * Math.max(1, Math.round(lots / 100))
  const whole = Math.max(1, Math.round(lots))
  if ((hash & 0x300) !== 0) return whole
  const unit = 10 ** Math.floor(Math.log10(whole))
  return Math.round(whole / unit) * unit
}
