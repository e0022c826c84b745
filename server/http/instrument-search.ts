import type { Instrument } from '../../lib/market/instrument.ts'
import type { InstrumentSource } from '../../lib/market/market-view.ts'

/** At most so many words of a query count. */
const wordsMax = 6

interface Entry {
  readonly instrument: Instrument
  /** `BTC-USDT` of `BINANCE:BTC-USDT`. */
  readonly bare: string
  /** `BTCUSDT`: how venues and habit write it. */
  readonly joined: string
  readonly base: string
  readonly symbol: string
  /** Words of the name, a space before each. */
  readonly name: string
}

/** Finds instruments by symbol, bare symbol, base or name, best first. */
export class InstrumentSearch {
  readonly #source: InstrumentSource
  readonly #entries: Entry[] = []

  constructor(source: InstrumentSource) {
    this.#source = source
  }

  /** All instruments in the order they were defined, when the query is blank. */
  find(query: string): Instrument[] {
    this.#refresh()
    const words = query
      .toUpperCase()
      .split(/\s+/, wordsMax + 1)
      .filter((word) => word !== '')
      .slice(0, wordsMax)
    if (words.length === 0) return this.#entries.map((entry) => entry.instrument)
    const found: { entry: Entry; rank: number }[] = []
    for (const entry of this.#entries) {
      let rank = 0
      for (const word of words) {
        const one = rankOf(entry, word)
        rank = one === noMatch ? noMatch : rank + one
        if (rank === noMatch) break
      }
      if (rank !== noMatch) found.push({ entry, rank })
    }
    found.sort((a, b) => a.rank - b.rank || a.entry.bare.length - b.entry.bare.length || compare(a.entry.symbol, b.entry.symbol))
    return found.map(({ entry }) => entry.instrument)
  }

  /** Instruments are added at the end, and replaced when they are refined. */
  #refresh(): void {
    let index = 0
    for (const instrument of this.#source.all()) {
      if (this.#entries[index]?.instrument !== instrument) this.#entries[index] = entryOf(instrument)
      index += 1
    }
  }
}

const noMatch = Number.POSITIVE_INFINITY

function rankOf(entry: Entry, word: string): number {
  const { bare, base, symbol, name } = entry
  if (symbol === word) return 0
  if (bare === word) return 1
  if (base === word) return 2
  const joined = word.replace(/[-/_]/g, '')
  if (joined !== '' && entry.joined === joined) return 3
  if (bare.startsWith(word) || (joined !== '' && entry.joined.startsWith(joined))) return 4
  if (name.includes(` ${word}`)) return 5
  if (symbol.startsWith(word)) return 6
  if (symbol.includes(word)) return 7
  if (name.includes(word)) return 8
  return noMatch
}

function entryOf(instrument: Instrument): Entry {
  const symbol = instrument.symbol.toUpperCase()
  const bare = symbol.slice(symbol.lastIndexOf(':') + 1)
  return {
    instrument,
    symbol,
    bare,
    joined: bare.replace(/[-/_]/g, ''),
    base: instrument.base.toUpperCase(),
    name: ` ${instrument.name.toUpperCase()}`,
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
