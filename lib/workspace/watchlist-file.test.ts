import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseWatchlistFile, watchlistToCsv, watchlistToText } from './watchlist-file.ts'
import type { Watchlist } from './workspace.ts'

const known = ['US:AAPL', 'US:MSFT', 'BINANCE:BTC-USDT', 'BINANCE:ETH-USDT']
const resolve = (text: string) =>
  known.find(
    (symbol) => symbol === text.toUpperCase() || symbol.split(':')[1] === text.toUpperCase() || symbol.replace('-', '') === text,
  )
const read = (text: string) => {
  const { groups, problems, symbols } = parseWatchlistFile(text, resolve)
  return { groups: Object.fromEntries(groups.map((group) => [group.name, group.symbols])), problems, symbols }
}

const list: Watchlist = {
  id: 'x',
  name: 'Mine',
  kind: 'own',
  groups: [
    { name: '', collapsed: false, symbols: ['US:AAPL'] },
    { name: 'Coins, "big"', collapsed: false, symbols: ['BINANCE:BTC-USDT', 'BINANCE:ETH-USDT'] },
  ],
}

describe('a list of symbols from a file', () => {
  it('can have one symbol a line, or be separated in any usual way', () => {
    for (const text of [
      'US:AAPL\nUS:MSFT',
      'US:AAPL\r\nUS:MSFT\r\n',
      'US:AAPL\rUS:MSFT',
      'aapl, msft',
      'AAPL;MSFT',
      '\uFEFFAAPL\tMSFT\n\n',
      '"US:AAPL","US:MSFT"',
    ]) {
      expect(read(text), JSON.stringify(text)).toEqual({ groups: { '': ['US:AAPL', 'US:MSFT'] }, problems: [], symbols: 2 })
    }
  })

  it('can be CSV with other columns beside the symbol', () => {
    const text =
      'Name,Symbol,Group\n"Apple, Inc.",US:AAPL,\nBitcoin,BINANCE:BTC-USDT,Coins\n"Ether ""ETH""",BINANCE:ETH-USDT,Coins\n'
    expect(read(text)).toEqual({
      groups: { '': ['US:AAPL'], Coins: ['BINANCE:BTC-USDT', 'BINANCE:ETH-USDT'] },
      problems: [],
      symbols: 3,
    })
  })

  it('can begin with what a spreadsheet writes above the header, which has several names for the symbol', () => {
    for (const name of ['Symbol', 'TICKER', 'Instrument', 'code']) {
      expect(read(`sep=;\r\nName;${name}\r\nMSFT;US:AAPL\r\n`), name).toEqual({
        groups: { '': ['US:AAPL'] },
        problems: [],
        symbols: 1,
      })
    }
  })

  it('can be what TradingView exports', () => {
    expect(read('US:AAPL,###Coins,BINANCE:BTCUSDT,BINANCE:ETHUSDT')).toEqual({
      groups: { '': ['US:AAPL'], Coins: ['BINANCE:BTC-USDT', 'BINANCE:ETH-USDT'] },
      problems: [],
      symbols: 3,
    })
  })

  it('says by line what was left out', () => {
    expect(read('AAPL\nNOPE\n\nUS:AAPL\ntwo words').problems).toEqual([
      'Line 2: “NOPE” is not an instrument of this server.',
      'Line 4: US:AAPL is in the list already.',
      'Line 5: “two words” is not an instrument of this server.',
    ])
    expect(read('symbol\n"A\nB"\nNOPE').problems.at(-1)).toBe('Line 4: “NOPE” is not an instrument of this server.')
    expect(read(' \n').problems).toEqual(['The file holds no symbols.'])
    const many = read(Array.from({ length: 50 }, (_, index) => `N${index}`).join('\n')).problems
    expect([many.length, many.at(-1)]).toEqual([21, '30 more lines were left out.'])
  })

  it('with an unclosed quote loses nothing but the rest of that line, and the line is told', () => {
    expect(read('symbol,name,group\nUS:AAPL,"Apple, Inc.,Tech\nUS:MSFT,Microsoft,Tech\n')).toEqual({
      groups: { '': ['US:AAPL'], Tech: ['US:MSFT'] },
      problems: ['Line 2: unclosed quote.'],
      symbols: 2,
    })
    // Here the quotes that open a field below would close it.
    expect(
      read('symbol,name\n"US:AAPL,Apple\n"US:MSFT","Micro ""soft"""\nBTCUSDT,x\n"BINANCE:ETH-USDT","Ether\nor so"').problems,
    ).toEqual(['Line 2: unclosed quote.', 'Line 4: “BTCUSDT” is not an instrument of this server.'])
    expect(read('"nope\nAAPL\n"MSFT')).toEqual({
      groups: { '': ['US:AAPL', 'US:MSFT'] },
      problems: ['Line 1: unclosed quote.', 'Line 3: unclosed quote.'],
      symbols: 2,
    })
  })

  it('never throws and never gives a symbol twice', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(fc.constantFrom('AAPL', 'msft', ',', ';', '\n', '"', '###', 'symbol', ' ')).map((parts) => parts.join('')),
        ),
        (text) => {
          const symbols = parseWatchlistFile(text, resolve).groups.flatMap((group) => group.symbols)
          expect(new Set(symbols).size).toBe(symbols.length)
        },
      ),
    )
  })
})

describe('a list of symbols to a file', () => {
  it('is CSV that reads back to the same groups', () => {
    const text = watchlistToCsv(list, (symbol) => (symbol === 'US:AAPL' ? '=HYPERLINK("x")' : 'Coin'))
    expect(text).toBe(
      'symbol,name,group\r\nUS:AAPL,"\'=HYPERLINK(""x"")",\r\nBINANCE:BTC-USDT,Coin,"Coins, ""big"""\r\nBINANCE:ETH-USDT,Coin,"Coins, ""big"""\r\n',
    )
    expect(parseWatchlistFile(text, resolve)).toEqual({ groups: list.groups, symbols: 3, problems: [] })
    const groups = ['', '-1 sigma', "'@home", "'quoted'"].map((name, index) => ({
      name,
      collapsed: false,
      symbols: known.slice(index, index + 1),
    }))
    expect(parseWatchlistFile(watchlistToCsv({ ...list, groups }, String), resolve).groups).toEqual(groups)
  })

  it('is text that other programs import', () => {
    expect(watchlistToText(list)).toBe('US:AAPL,###Coins  "big",BINANCE:BTC-USDT,BINANCE:ETH-USDT')
  })
})
