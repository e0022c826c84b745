import type { InstrumentDefinition } from '../../../lib/market/instrument.ts'
import { coinList, stockList } from './names.ts'
import { hashUnit } from './random.ts'

/** One simulated instrument: what it is, and the constants it moves by. */
export interface SimInstrument {
  readonly definition: InstrumentDefinition
  /** Number of its sector, from 0; sectors of coins and of stocks are different ones. */
  readonly sector: number
  readonly isStock: boolean
  /** Price around which it wanders, in ticks. */
  readonly basePriceTicks: number
  /** Share of all activity; the shares of a universe add up to 1. */
  readonly activity: number
  /** Of the logarithm of the price, per year: pull of the whole market, of its sector, and its own. */
  readonly marketSigma: number
  readonly sectorSigma: number
  readonly ownSigma: number
  /** Usual spread in ticks, 1 for most. */
  readonly spreadTicks: number
  /** Median size of a trade and of a quoted side, in lots. */
  readonly tradeLots: number
  readonly quoteLots: number
}

const stocksMarketSigma = 0.16
const coinsMarketSigma = 0.38

/**
 * How trades and quotes are spread. `market`: as in markets, most of them in few instruments and in bursts. `even`: every
 * instrument as busy as any other, in turn at a steady pace, for tests of load.
 */
export type SimActivity = 'market' | 'even'

/** `count` instruments, coins and stocks in turn, busiest first. The same seed gives the same list, of any length. */
export function createUniverse(seed: number, count: number, activity: SimActivity = 'market'): SimInstrument[] {
  const lists = { coins: parseList(coinList), stocks: parseList(stockList) }
  const taken = new Set([...lists.coins, ...lists.stocks].map(([ticker]) => ticker))
  const sectors = new Map<string, number>()
  const weights = Array.from({ length: count }, (_, rank) => (activity === 'even' ? 1 : (rank + 3) ** -0.8))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight, rank) => {
    const isStock = rank % 2 === 1
    const row = (isStock ? lists.stocks : lists.coins)[rank >> 1] ?? inventRow(seed, rank, isStock, taken)
    return createInstrument(seed, rank, row, isStock, sectors, weight / total)
  })
}

type Row = readonly [ticker: string, name: string, sector: string, price: number]

function parseList(text: string): Row[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [ticker = '', name = '', sector = '', price = '1'] = line.split('|')
      return [ticker, name, sector, Number(price)]
    })
}

function createInstrument(
  seed: number,
  rank: number,
  [ticker, name, sectorName, price]: Row,
  isStock: boolean,
  sectors: Map<string, number>,
  activity: number,
): SimInstrument {
  const sectorKey = `${isStock ? 'stock' : 'coin'} ${sectorName}`
  const sector = sectors.get(sectorKey) ?? sectors.size
  sectors.set(sectorKey, sector)
  const tickDecimals = isStock ? 2 : Math.min(8, Math.max(2, 4 - Math.floor(Math.log10(price))))
  const lotDecimals = isStock ? 0 : Math.min(5, Math.max(0, Math.floor(Math.log10(price)) + 1))
  const random = (what: number) => hashUnit(seed, rank, what)
  const lotValue = price * 10 ** -lotDecimals
  const isFund = sectorName === 'funds'
  return {
    definition: {
      symbol: isStock ? `SIM:${ticker}` : `SIM:${ticker}-USD`,
      venue: 'SIM',
      name: isStock ? name : `${name} / US dollar`,
      base: ticker,
      quote: 'USD',
      assetClass: isStock ? 'stock' : 'crypto',
      session: 'continuous',
      origin: 'simulated',
      tickSize: stepText(tickDecimals),
      lotSize: stepText(lotDecimals),
    },
    sector,
    isStock,
    basePriceTicks: Math.round(price * 10 ** tickDecimals),
    activity,
    marketSigma: isStock ? stocksMarketSigma * (isFund ? 1 : 0.7 + 0.8 * random(1)) : coinsMarketSigma * (0.8 + 0.5 * random(1)),
    sectorSigma: isStock ? 0.1 : sectorName === 'majors' ? 0.1 : 0.25,
    ownSigma: isFund ? 0.02 : (isStock || sectorName === 'majors' ? 0.2 : 0.35) * (0.7 + 0.9 * random(2)),
    spreadTicks: Math.max(1, Math.round(price * 10 ** tickDecimals * spreadShare(rank, isStock))),
    tradeLots: isStock ? 100 : Math.max(1, Math.round(((40 + 160 * random(3)) / lotValue) * (rank < 6 ? 4 : 1))),
    quoteLots: isStock ? 300 : Math.max(1, Math.round(((400 + 2600 * random(4)) / lotValue) * (rank < 6 ? 10 : 1))),
  }
}

/** Spread as a share of the price: one tick on busy names, a few basis points on those that few trade. */
function spreadShare(rank: number, isStock: boolean): number {
  if (rank < 12) return 0
  return (isStock ? 0.00001 : 0.00002) * Math.min(20, 1 + rank / 20)
}

const consonants = 'BCDFGKLMNPRSTVXZ'
const vowels = 'AEIOU'
const stockSectors = ['tech', 'chips', 'banks', 'health', 'retail', 'industry', 'energy', 'media', 'staples', 'autos']
const coinSectors = ['layer1', 'layer2', 'defi', 'memes', 'compute', 'games', 'payments']

/** Beyond the lists: a pronounceable ticker that nothing else has, for load tests with up to 10,000 instruments. */
function inventRow(seed: number, rank: number, isStock: boolean, taken: Set<string>): Row {
  for (let attempt = 0; ; attempt++) {
    const letter = (alphabet: string, what: number) =>
      alphabet[Math.floor(hashUnit(seed ^ 0x51a3, rank, attempt * 8 + what) * alphabet.length)] ?? 'X'
    const ticker =
      letter(consonants, 0) +
      letter(vowels, 1) +
      letter(consonants, 2) +
      letter(vowels, 3) +
      (isStock ? '' : letter(consonants, 4))
    if (taken.has(ticker)) continue
    taken.add(ticker)
    const sectors = isStock ? stockSectors : coinSectors
    const sector = sectors[Math.floor(hashUnit(seed, rank, 91) * sectors.length)] ?? 'tech'
    const price = isStock ? 4 * 150 ** hashUnit(seed, rank, 92) : 0.002 * 40_000 ** hashUnit(seed, rank, 92)
    const name = ticker.charAt(0) + ticker.slice(1).toLowerCase()
    return [ticker, isStock ? `${name} Corp` : name, sector, Number(price.toPrecision(4))]
  }
}

function stepText(decimals: number): string {
  return decimals === 0 ? '1' : `0.${'0'.repeat(decimals - 1)}1`
}
