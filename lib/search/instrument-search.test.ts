import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createInstrumentSearch } from './instrument-search.ts'
import { matchRanges } from './match-ranges.ts'
import { isNear, letterSet } from './near-words.ts'
import { bareSymbol, type SearchableInstrument, termsOf } from './search-keys.ts'

const crypto = (venue: string, base: string, quote: string, name: string): SearchableInstrument => ({
  symbol: `${venue}:${base}-${quote}`,
  venue,
  base,
  quote,
  name,
})
const stock = (base: string, name: string): SearchableInstrument => ({
  symbol: `US:${base}`,
  venue: 'US',
  base,
  quote: 'USD',
  name,
})

const instruments = [
  crypto('BINANCE', 'BTC', 'USDT', 'Bitcoin / Tether'),
  crypto('KRAKEN', 'BTC', 'USD', 'Bitcoin / US Dollar'),
  crypto('COINBASE', 'BTC', 'USD', 'Bitcoin / US Dollar'),
  crypto('BINANCE', 'BTCST', 'USDT', 'BTC Standard Hashrate / Tether'),
  crypto('BINANCE', 'WBTC', 'USDT', 'Wrapped Bitcoin / Tether'),
  crypto('BINANCE', 'ETH', 'BTC', 'Ether / Bitcoin'),
  crypto('BINANCE', 'ETH', 'USDT', 'Ether / Tether'),
  crypto('BINANCE', 'ETC', 'USDT', 'Ethereum Classic / Tether'),
  crypto('BINANCE', 'ETHFI', 'USDT', 'ether.fi / Tether'),
  { ...crypto('SIM', 'SOL', 'USD', 'Solana / US Dollar') },
  stock('AAPL', 'Apple'),
  stock('BRK.B', 'Berkshire Hathaway B'),
  stock('MSFT', 'Microsoft'),
  stock('NESN', 'Nestlé'),
  stock('T', 'AT&T'),
]

const search = createInstrumentSearch(instruments)
const find = (query: string, limit = 5, preferred?: ReadonlySet<string>) =>
  search.search(query, limit, preferred).map(({ symbol }) => symbol)

describe('search of instruments', () => {
  it('puts the base itself before what begins so, and that before words and parts', () => {
    expect(find('btc', 10)).toEqual([
      'KRAKEN:BTC-USD',
      'BINANCE:BTC-USDT',
      'COINBASE:BTC-USD',
      'BINANCE:BTCST-USDT',
      'BINANCE:ETH-BTC',
      'BINANCE:WBTC-USDT',
    ])
    expect(find('eth', 10).slice(0, 3)).toEqual(['BINANCE:ETH-BTC', 'BINANCE:ETH-USDT', 'BINANCE:ETHFI-USDT'])
    expect(find('apple')).toEqual(['US:AAPL'])
    expect(find('micro')).toEqual(['US:MSFT'])
    expect(find('hathaway')).toEqual(['US:BRK.B'])
    expect(find('soft')).toEqual(['US:MSFT'])
  })

  it('puts the shorter name before the longer one that begins alike', () => {
    const alike = createInstrumentSearch([
      crypto('SIM', 'BCH', 'USD', 'Bitcoin Cash / US dollar'),
      crypto('SIM', 'BTC', 'USD', 'Bitcoin / US dollar'),
    ])
    expect(alike.search('bit', 5).map(({ symbol }) => symbol)).toEqual(['SIM:BTC-USD', 'SIM:BCH-USD'])
  })

  it('finds a symbol however it is written', () => {
    for (const query of ['BINANCE:BTC-USDT', 'binance:btcusdt', 'btc-usdt', 'BTC/USDT', 'btcusdt', 'usdt btc', 'binance btc'])
      expect(find(query)[0], query).toBe('BINANCE:BTC-USDT')
    expect(find('brk.b')[0]).toBe('US:BRK.B')
    expect(find('brkb')[0]).toBe('US:BRK.B')
    expect(find('nestle')[0]).toBe('US:NESN')
    expect(find('NESTLÉ')[0]).toBe('US:NESN')
    expect(find('at&t')[0]).toBe('US:T')
    expect(find('t', 1)).toEqual(['US:T'])
  })

  it('wants every word of the query, in any field', () => {
    expect(find('btc kraken')).toEqual(['KRAKEN:BTC-USD'])
    expect(find('bitcoin dollar')).toEqual(['KRAKEN:BTC-USD', 'COINBASE:BTC-USD'])
    expect(find('apple kraken')).toEqual([])
    expect(find('sim sol')).toEqual(['SIM:SOL-USD'])
  })

  it('forgives a slip of the finger where nothing is spelled so', () => {
    expect(find('bitcon').length).toBeGreaterThan(0)
    expect(find('bitcon')[0]).toContain('BTC')
    expect(find('mircosoft')).toEqual(['US:MSFT'])
    expect(find('berkshir hataway')).toEqual(['US:BRK.B'])
    expect(find('xyzzy')).toEqual([])
  })

  it('puts preferred symbols first among equals, and shows them when nothing is typed', () => {
    const preferred = new Set(['COINBASE:BTC-USD', 'US:AAPL'])
    expect(find('btc', 2, preferred)).toEqual(['COINBASE:BTC-USD', 'KRAKEN:BTC-USD'])
    expect(find(' ', 5, preferred)).toEqual(['COINBASE:BTC-USD', 'US:AAPL'])
    expect(find('')).toEqual([])
    expect(find('-', 5, preferred)).toEqual(['COINBASE:BTC-USD', 'US:AAPL'])
  })

  it('gives the best, in order, whatever the limit', () => {
    for (const query of ['b', 'usd', 'tether', 'e']) {
      const all = find(query, 100)
      for (const limit of [1, 2, 3, 7]) expect(find(query, limit)).toEqual(all.slice(0, limit))
    }
  })

  it('finds every instrument by its symbol, its bare symbol and each beginning of them', () => {
    const word = fc.stringMatching(/^[A-Z]{1,6}$/)
    const list = fc.uniqueArray(
      fc
        .tuple(fc.constantFrom('BINANCE', 'KRAKEN'), word, fc.constantFrom('USD', 'USDT'))
        .map(([venue, base, quote]) => crypto(venue, base, quote, `${base} name`)),
      { selector: ({ symbol }) => symbol, minLength: 1, maxLength: 40 },
    )
    fc.assert(
      fc.property(list, fc.nat(), fc.nat(), (some, pick, cut) => {
        const wanted = some[pick % some.length] as SearchableInstrument
        const index = createInstrumentSearch(some)
        const bare = bareSymbol(wanted.symbol)
        expect(index.search(wanted.symbol, 1)[0]).toBe(wanted)
        expect(index.search(bare, 2)).toContain(wanted)
        expect(index.search(bare.slice(0, 1 + (cut % bare.length)), some.length)).toContain(wanted)
      }),
    )
  })

  it('never breaks on any query', () => {
    fc.assert(fc.property(fc.string(), (query) => find(query, 3).length <= 3))
    expect(termsOf('a b c d e f g h')).toHaveLength(6)
    expect(createInstrumentSearch([]).search('btc', 5)).toEqual([])
  })

  it('finds one among ten thousand', () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      crypto(
        ['BINANCE', 'KRAKEN', 'US'][index % 3] as string,
        index.toString(36).toUpperCase().padStart(4, 'Q'),
        'USDT',
        `Coin number ${index} / Tether`,
      ),
    )
    const index = createInstrumentSearch(many)
    expect(index.search('QQ7P', 5)[0]?.base).toBe('QQ7P')
    expect(index.search('number 9999', 5)[0]?.name).toBe('Coin number 9999 / Tether')
    expect(index.search('tether', 50)).toHaveLength(50)
  })
})

describe('nearness of words', () => {
  /** Optimal string alignment distance, from its definition. */
  const distance = (one: string, other: string): number => {
    const known = new Map<string, number>()
    const of = (i: number, j: number): number => {
      const name = `${i},${j}`
      const before = known.get(name)
      if (before !== undefined) return before
      let least =
        i === 0
          ? j
          : j === 0
            ? i
            : Math.min(of(i - 1, j) + 1, of(i, j - 1) + 1, of(i - 1, j - 1) + (one[i - 1] === other[j - 1] ? 0 : 1))
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        least = Math.min(least, of(i - 2, j - 2) + 1)
      known.set(name, least)
      return least
    }
    return of(one.length, other.length)
  }

  it('is the distance to the nearest beginning of the key', () => {
    const word = fc.stringMatching(/^[abc]{1,8}$/)
    fc.assert(
      fc.property(word, word, fc.constantFrom(1, 2), (term, key, mistakes) => {
        const beginnings = Array.from({ length: key.length }, (_, index) => key.slice(0, index + 1))
        const expected = term[0] === key[0] && beginnings.some((each) => distance(term, each) <= mistakes)
        expect(isNear(term, letterSet(term), key, letterSet(key), mistakes)).toBe(expected)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('emphasis', () => {
  const shown = (text: string, query: string) => matchRanges(text, query).map(([from, to]) => text.slice(from, to))

  it('marks what was typed, across signs that may be left out', () => {
    expect(shown('BINANCE:BTC-USDT', 'btcu')).toEqual(['BTC-U'])
    expect(shown('BINANCE:BTC-USDT', 'usdt btc')).toEqual(['BTC', 'USDT'])
    expect(shown('Wrapped Bitcoin / Tether', 'bitcoin te')).toEqual(['Bitcoin', 'Te'])
    expect(shown('Nestlé', 'nestle')).toEqual(['Nestlé'])
    expect(shown('Apple', 'btc')).toEqual([])
    expect(shown('ABAB', 'ab abab')).toEqual(['ABAB'])
  })

  it('lies within the text, ascending', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, query) => {
        let end = 0
        for (const [from, to] of matchRanges(text, query)) {
          expect(from).toBeGreaterThanOrEqual(end)
          expect(to).toBeGreaterThan(from)
          end = to
        }
        expect(end).toBeLessThanOrEqual(text.length)
      }),
    )
  })
})
