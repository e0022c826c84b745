import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wideToBigInt } from '../../lib/market/wide.ts'
import { MarketState } from '../market/market-state.ts'
import { InstrumentTable } from './instrument-table.ts'
import { Problems } from './problems.ts'
import { replayVenue } from './replay/venues.ts'

const timeMs = 1_783_465_097_164
const time = '2026-07-07T22:58:17.164Z'
const level = (price: number) => ({ price, qty: 1.5 })

/** Per venue: one trade of 3 lots at a price of 61,685.99, and one of each other message that matters. */
const venues = {
  binance: {
    symbol: 'BTCUSDT',
    lots: '0.003',
    trade: (id: number, size: unknown) => ({ e: 'trade', s: 'BTCUSDT', t: id, p: '61685.99', q: size, T: timeMs, m: true }),
    others: [
      { u: 1, s: 'BTCUSDT', b: '61685.98', B: '1', a: '61685.99', A: '2' },
      { stream: 'btcusdt@depth20', data: { lastUpdateId: 9, bids: [['61685.98', '1']], asks: [['61686', '2']] } },
      { e: '24hrTicker', E: 1, s: 'BTCUSDT', o: '60000.00', h: '62000.00', l: '59999.99', v: '1234.5' },
      { result: null, id: 1 },
    ],
  },
  coinbase: {
    symbol: 'BTC-USD',
    lots: '0.003',
    trade: (id: number, size: unknown) => ({
      ...{ type: 'match', trade_id: id, side: 'sell', size, price: '61685.99', product_id: 'BTC-USD', time },
    }),
    others: [
      { type: 'ticker', product_id: 'BTC-USD', best_bid: '61685.98', best_ask: '61686', open_24h: '1', time },
      { type: 'snapshot', product_id: 'BTC-USD', bids: [['61685', '1']], asks: [['61686', '1']] },
      { type: 'l2update', product_id: 'BTC-USD', changes: [['buy', '61685', '0']], time },
      { type: 'heartbeat', product_id: 'BTC-USD', last_trade_id: 3, time },
      { type: 'last_match', trade_id: 1, side: 'sell', size: '1', price: '61685', product_id: 'BTC-USD', time },
    ],
  },
  kraken: {
    symbol: 'BTC/USD',
    lots: '0.003',
    trade: (id: number, size: unknown) => ({
      channel: 'trade',
      type: 'update',
      data: [{ symbol: 'BTC/USD', side: 'buy', price: 61685.99, qty: Number(size), trade_id: id, timestamp: time }],
    }),
    others: [
      {
        channel: 'ticker',
        type: 'update',
        data: [{ symbol: 'BTC/USD', bid: 1, bid_qty: 2, ask: 3, ask_qty: 4, last: 2, change: -1, high: 3, low: 1, volume: 5 }],
      },
      { channel: 'book', type: 'snapshot', data: [{ symbol: 'BTC/USD', bids: [level(1)], asks: [level(2)], checksum: 1 }] },
      { channel: 'trade', type: 'snapshot', data: [{ symbol: 'BTC/USD', price: 1, qty: 2, trade_id: 4, timestamp: time }] },
      { method: 'subscribe', success: true, result: { channel: 'book', depth: 10, symbol: 'BTC/USD' } },
    ],
  },
  alpaca: {
    symbol: 'AAPL',
    lots: '3',
    trade: (id: number, size: unknown) => [{ T: 't', S: 'AAPL', i: id, x: 'V', p: 61685.99, s: Number(size), t: time }],
    others: [[{ T: 'q', S: 'AAPL', bp: 1, bs: 2, ap: 3, as: 4, t: time }], [{ T: 's', S: 'AAPL', sc: 'T' }]],
  },
  finnhub: {
    symbol: 'AAPL',
    lots: '3',
    trade: (_id: number, size: unknown) => ({ type: 'trade', data: [{ s: 'AAPL', p: 61685.99, t: timeMs, v: Number(size) }] }),
    others: [
      { type: 'trade', data: [{ s: 'AAPL', p: 5, t: timeMs, v: 0 }] },
      { type: 'error', msg: 'x' },
    ],
  },
} as const

const text = fc.constantFrom(
  ...['', ' ', '0', '-1', '1e400', '1e-30', '1E+15', '9007199254740993', 'NaN', 'Infinity', '1,5', '1.', '__proto__', 'trade'],
  ...['9999-12-31T23:59:59.999999999Z', '2026-13-45T99:99:99Z', '0.000000000000000001', '9'.repeat(350), '\u0000'],
)
const number = fc.constantFrom(
  ...[0, -0, -1, 1.5, 1e15, Number.MAX_SAFE_INTEGER, 1e21, 1e308, 5e-324, 1323.6399999999999, 1e-18, 4_102_444_800_000],
)
const anything = fc.oneof({ weight: 6, arbitrary: text }, { weight: 4, arbitrary: number }, fc.jsonValue({ maxDepth: 2 }))
const attack = fc.array(fc.tuple(fc.nat(), fc.nat(), anything, fc.boolean()), { minLength: 20, maxLength: 200 })

/** The message with one of its values, at whatever depth, replaced or removed. */
function spoil(message: object, at: number, by: unknown, remove: boolean): string {
  const copy: unknown = structuredClone(message)
  const places: [Record<string, unknown>, string][] = []
  const collect = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return
    const holder = value as Record<string, unknown>
    for (const key of Object.keys(holder)) {
      places.push([holder, key])
      collect(holder[key])
    }
  }
  collect(copy)
  const [holder, key] = places[at % places.length] ?? [{}, 'none']
  if (remove) delete holder[key]
  else holder[key] = by
  return JSON.stringify(copy)
}

describe.each(Object.entries(venues))('a hostile %s', (name, { symbol, lots, trade, others }) => {
  it('costs the trades around its garbage nothing, and leaves the market whole and finite', () => {
    const venue = replayVenue(name as keyof typeof venues)
    fc.assert(
      fc.property(attack, (list) => {
        const market = new MarketState({ epoch: 'hostile' })
        const problems = new Problems(
          'hostile',
          () => 0,
          () => undefined,
        )
        const table = new InstrumentTable(market, (venueSymbol) => venue.describe(venueSymbol), problems)
        const mapper = venue.createMapper({ sink: market, table, problems, notice: () => undefined, heard: () => undefined })
        let id = 1_000
        const send = (message: string) => mapper.message(message, timeMs)
        const sendGood = () => send(JSON.stringify(trade(++id, lots)))
        sendGood()
        const row = table.get(symbol)?.id
        if (row === undefined) throw new RangeError(`No instrument ${symbol}`)
        const volume = () => wideToBigInt(market.columns.volumeHigh[row] ?? 0, market.columns.volumeLow[row] ?? 0)
        const [atFirst, lotAtFirst] = [volume(), market.definition(row).lotSize]
        for (const [which, at, by, remove] of list) {
          send(spoil([trade(id + 1, lots), ...others][which % (others.length + 1)] ?? {}, at, by, remove))
          // A spoilt message may still be a good trade with this id.
          id += 1
          const before = { count: market.columns.tradeCount[row] ?? 0, volume: volume() }
          sendGood()
          expect(market.columns.tradeCount[row]).toBe(before.count + 1)
          const perLot = BigInt(Math.round(Number(lotAtFirst) / Number(market.definition(row).lotSize)))
          expect(volume() - before.volume).toBe(atFirst * perLot)
        }
        expect(market.rejected).toBe(0)
        for (const column of ['last', 'bid', 'ask', 'bidSize', 'askSize', 'dayOpen', 'dayHigh', 'dayLow'] as const) {
          for (const instrument of market.instruments.all()) {
            const value = market.columns[column][instrument.id] ?? Number.NaN
            expect(Number.isSafeInteger(value) && value >= 0, `${column} ${value}`).toBe(true)
          }
        }
      }),
      { numRuns: 40 },
    )
  })
})
