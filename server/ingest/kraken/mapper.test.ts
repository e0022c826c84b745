import { describe, expect, it } from 'vitest'
import { mapperUnderTest } from '../test-support/map-messages.ts'
import { KrakenMapper } from './mapper.ts'
import { describeKrakenSymbol } from './symbols.ts'

const setUp = () =>
  mapperUnderTest(
    (context) => new KrakenMapper(context),
    (symbol) => describeKrakenSymbol(symbol, 'live'),
  )
const trade = (id: string, more = '') =>
  `{"symbol":"ETH/USD","side":"buy","price":1774.10,"qty":0.00147959,"ord_type":"limit","trade_id":${id},"timestamp":"2026-07-07T23:00:04.585581Z"${more}}`
const trades = (type: string, ...rows: string[]) => `{"channel":"trade","type":"${type}","data":[${rows.join(',')}]}`

/** From the venue's guide to its checksum: ten levels a side, trailing zeros included. */
const snapshot = `{"channel":"book","type":"snapshot","data":[{"symbol":"BTC/USD",
"bids":[{"price":45283.5,"qty":0.10000000},{"price":45283.4,"qty":1.54582015},{"price":45282.1,"qty":0.10000000},{"price":45281.0,"qty":0.10000000},{"price":45280.3,"qty":1.54592586},{"price":45279.0,"qty":0.07990000},{"price":45277.6,"qty":0.03310103},{"price":45277.5,"qty":0.30000000},{"price":45277.3,"qty":1.54602737},{"price":45276.6,"qty":0.15445238}],
"asks":[{"price":45285.2,"qty":0.00100000},{"price":45286.4,"qty":1.54571953},{"price":45286.6,"qty":1.54571109},{"price":45289.6,"qty":1.54560911},{"price":45290.2,"qty":0.15890660},{"price":45291.8,"qty":1.54553491},{"price":45294.7,"qty":0.04454749},{"price":45296.1,"qty":0.35380000},{"price":45297.5,"qty":0.09945542},{"price":45299.5,"qty":0.18772827}],
"checksum":3310070434}]}`

describe('KrakenMapper', () => {
  it('reads trades without losing digits of prices or ids', () => {
    const { sink, send } = setUp()
    send(trades('update', trade('64175815'), trade('9007199254740993')))
    expect(sink.trades).toMatchObject([
      {
        symbol: 'KRAKEN:ETH-USD',
        price: '1774.1',
        size: '0.00147959',
        side: 'buy',
        venueTimeMs: 1783465204585.581,
        tradeId: 64175815,
      },
      { tradeId: '9007199254740993' },
    ])
  })

  it('counts trades sent on subscribe as history, and sees what a reconnect missed', () => {
    const { sink, notices, send } = setUp()
    send(
      trades('snapshot', trade('12'), trade('11')),
      trades('update', trade('13')),
      trades('snapshot', trade('15')),
      trades('update', trade('16')),
    )
    expect(sink.pastTrades).toHaveLength(3)
    expect(sink.trades.map(({ tradeId }) => tradeId)).toEqual([13, 16])
    expect(notices).toMatchObject([{ type: 'gap', fromId: 14, toId: 15 }])
  })

  it('agrees with the checksum of the venue’s own example', () => {
    const { sink, mapper, send } = setUp()
    send(snapshot)
    expect(mapper.checksums?.get('BTC/USD')).toEqual({ ok: 1, bad: 0 })
    expect(sink.books[0]).toMatchObject({ snapshot: true })
    expect(sink.books[0]?.asks[0]).toEqual(['45285.2', '0.001'])
  })

  it('voids a book whose checksum fails, asks for it anew once, and takes no changes until it comes', () => {
    const { sink, notices, mapper, send } = setUp()
    const update = (checksum: number) =>
      `{"channel":"book","type":"update","data":[{"symbol":"BTC/USD","bids":[{"price":45283.5,"qty":0.2}],"asks":[],"checksum":${checksum}}]}`
    send(snapshot, update(1), update(1))
    expect(sink.books.slice(1)).toEqual([{ symbol: 'KRAKEN:BTC-USD', snapshot: true, bids: [], asks: [] }])
    expect(notices).toMatchObject([{ type: 'bookBroken', reason: 'checksum mismatch' }])
    send(snapshot)
    expect(mapper.checksums?.get('BTC/USD')).toEqual({ ok: 2, bad: 2 })
    expect(sink.books).toHaveLength(3)
  })

  it('has the whole book back once its checksum agrees again', () => {
    const { sink, notices, mapper, send } = setUp()
    const update = (checksum: number) =>
      `{"channel":"book","type":"update","data":[{"symbol":"BTC/USD","bids":[{"price":45283.6,"qty":0.50000000}],"checksum":${checksum}}]}`
    send(snapshot, update(1), update(1267292553))
    expect(mapper.checksums?.get('BTC/USD')).toEqual({ ok: 2, bad: 1 })
    expect(notices).toHaveLength(1)
    expect(sink.books.map(({ snapshot: whole, bids }) => [whole, bids.length, bids[0]])).toEqual([
      [true, 10, ['45283.5', '0.1']],
      [true, 0, undefined],
      [true, 10, ['45283.6', '0.5']],
    ])
  })

  it('keeps a book in which a level is too large for integers of its lot', () => {
    const { sink, problems, send } = setUp()
    send(
      '{"channel":"book","type":"snapshot","data":[{"symbol":"SC/EUR","bids":[{"price":0.04307,"qty":5794.10440061},{"price":0.00001,"qty":1127313210.00855204}],"asks":[],"checksum":331283256}]}',
    )
    expect(sink.books[0]?.bids).toEqual([
      ['0.04307', '5794.10440061'],
      ['0.00001', '90071992.54740991'],
    ])
    expect(Object.keys(problems.counts())).toEqual(['bad_size'])
  })

  it('removes levels that fall out of the subscribed depth', () => {
    const { sink, mapper, send } = setUp()
    send(snapshot)
    send(
      '{"channel":"book","type":"update","data":[{"symbol":"BTC/USD","bids":[{"price":45283.6,"qty":0.50000000}],"asks":[],"checksum":1267292553}]}',
    )
    expect(mapper.checksums?.get('BTC/USD')).toEqual({ ok: 2, bad: 0 })
    expect(sink.books[1]?.bids).toEqual([
      ['45283.6', '0.5'],
      ['45276.6', '0'],
    ])
  })

  it('reads a ticker; the open of the day is the last price less the change', () => {
    const { sink, send } = setUp()
    send(
      '{"channel":"ticker","type":"update","data":[{"symbol":"BTC/USD","bid":45283.5,"bid_qty":0.1,"ask":45285.2,"ask_qty":2,"last":45283.50,"volume":100.5,"vwap":1,"low":44000.0,"high":46000.0,"change":-16.5,"change_pct":-0.1}]}',
    )
    expect(sink.quotes).toMatchObject([{ bid: '45283.5', bidSize: '0.1', ask: '45285.2', askSize: '2' }])
    expect(sink.days).toEqual([{ symbol: 'KRAKEN:BTC-USD', open: '45300', high: '46000', low: '44000', volume: '100.5' }])
  })

  it('tells of answers, heartbeats and maintenance', () => {
    const { notices, send } = setUp()
    send('{"method":"subscribe","result":{"channel":"book","depth":10,"symbol":"BTC/USD"},"success":true,"req_id":3}')
    send(
      '{"method":"subscribe","error":"Currency pair not supported","success":false,"symbol":"XX/YY","req_id":4}',
      '{"method":"pong","req_id":5}',
    )
    send(
      '{"channel":"heartbeat"}',
      '{"channel":"status","type":"update","data":[{"system":"maintenance"}]}',
      '{"channel":"status","type":"update","data":[{"system":"online"}]}',
    )
    expect(notices).toEqual([
      { type: 'acknowledged', requestId: '3', channel: 'book', symbols: ['BTC/USD'] },
      { type: 'refused', requestId: '4', final: false, message: 'Currency pair not supported', symbol: 'XX/YY' },
      { type: 'pong', requestId: '5' },
      { type: 'heartbeat', venueTimeMs: 0 },
      { type: 'maintenance', message: 'Kraken is in maintenance mode' },
    ])
  })

  it('skips and counts what it cannot use', () => {
    const { sink, problems, send } = setUp()
    send(
      '{',
      '{"channel":"mystery"}',
      trades('update', trade('x')),
      trades('update', trade('1').replace('1774.10', 'null')),
      trades('update', trade('2').replace('buy', 'hold')),
    )
    send('{"channel":"book","type":"snapshot","data":[{"symbol":"BTC/USD","bids":"no","asks":[],"checksum":1}]}')
    expect(sink.trades).toMatchObject([{ tradeId: 2, side: 'unknown' }])
    expect(problems.counts()).toEqual({ malformed_json: 2, unknown_type: 1, bad_price: 1, bad_book: 1 })
  })
})
