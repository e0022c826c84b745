import { describe, expect, it } from 'vitest'
import { mapperUnderTest } from '../test-support/map-messages.ts'
import { CoinbaseMapper } from './mapper.ts'
import { describeCoinbaseSymbol } from './symbols.ts'

const setUp = () =>
  mapperUnderTest(
    (context) => new CoinbaseMapper(context),
    (symbol) => describeCoinbaseSymbol(symbol, 'live'),
  )
const match = (id: number, more: object = {}) => ({
  ...{ type: 'match', trade_id: id, side: 'sell', size: '0.2', price: '63514.6', product_id: 'BTC-USD' },
  ...{ sequence: 1, time: '2026-07-07T22:58:17.164892Z' },
  ...more,
})
const heartbeat = (id: number) => ({
  type: 'heartbeat',
  last_trade_id: id,
  product_id: 'BTC-USD',
  sequence: 9,
  time: '2026-07-07T22:58:18.000000Z',
})

describe('CoinbaseMapper', () => {
  it('reads a match: the side is the maker’s, the time has microseconds', () => {
    const { sink, send } = setUp()
    send(match(5), match(6, { side: 'buy' }))
    expect(sink.trades).toMatchObject([
      { symbol: 'COINBASE:BTC-USD', price: '63514.6', size: '0.2', side: 'buy', venueTimeMs: 1783465097164.892, tradeId: 5 },
      { side: 'sell', tradeId: 6 },
    ])
  })

  it('leaves the last nanoseconds of a minute in their minute', () => {
    const { sink, send } = setUp()
    send(match(5, { time: '2026-07-07T22:58:59.999999999Z' }))
    expect(sink.trades[0]?.venueTimeMs).toBeLessThan(Date.parse('2026-07-07T22:59:00Z'))
  })

  it('counts the last match before the subscription as history', () => {
    const { sink, notices, send } = setUp()
    send(match(4, { type: 'last_match' }), match(5))
    expect(sink.pastTrades.map(({ tradeId }) => tradeId)).toEqual([4])
    expect(sink.trades.map(({ tradeId }) => tradeId)).toEqual([5])
    expect(notices).toEqual([])
  })

  it('sees from the last match after a reconnect, and from a heartbeat, that trades were missed', () => {
    const { sink, notices, send } = setUp()
    send(
      match(4, { type: 'last_match' }),
      match(5),
      match(9, { type: 'last_match' }),
      heartbeat(9),
      heartbeat(11),
      match(10),
      match(11),
      match(12),
    )
    expect(notices.filter(({ type }) => type === 'gap')).toMatchObject([
      { fromId: 6, toId: 9 },
      { fromId: 10, toId: 11 },
    ])
    expect(sink.trades.map(({ tradeId }) => tradeId)).toEqual([5, 10, 11, 12])
  })

  it('reads a ticker with and without sizes, and the day that comes with it', () => {
    const { sink, send } = setUp()
    const ticker = {
      type: 'ticker',
      product_id: 'BTC-USD',
      price: '1',
      open_24h: '14.6647',
      volume_24h: '94381.28',
      low_24h: '14.3691',
      high_24h: '16.55',
    }
    send({ ...ticker, best_bid: '14.7550', best_ask: '14.8060', time: '2021-04-17T16:43:30.244075Z' })
    send({
      ...ticker,
      best_bid: '14.7550',
      best_bid_size: '3',
      best_ask: '14.8060',
      best_ask_size: '0.5',
      time: '2021-04-17T16:43:31Z',
    })
    expect(sink.quotes).toMatchObject([
      { bid: '14.755', bidSize: '0', ask: '14.806', askSize: '0', venueTimeMs: 1618677810244.075 },
      { bidSize: '3', askSize: '0.5' },
    ])
    expect(sink.days[1]).toEqual({
      symbol: 'COINBASE:BTC-USD',
      open: '14.6647',
      high: '16.55',
      low: '14.3691',
      volume: '94381.2',
    })
  })

  it('passes the book on, levels of a snapshot worst first', () => {
    const { sink, send } = setUp()
    send({
      type: 'snapshot',
      product_id: 'BTC-USD',
      bids: [
        ['99', '1'],
        ['98', '2'],
      ],
      asks: [
        ['101', '3'],
        ['102', '4'],
      ],
    })
    send({
      type: 'l2update',
      product_id: 'BTC-USD',
      changes: [
        ['buy', '99', '0.00000000'],
        ['sell', '100.5', '0.25'],
      ],
      time: '2026-07-07T22:58:17.068248Z',
    })
    expect(sink.books).toEqual([
      {
        symbol: 'COINBASE:BTC-USD',
        snapshot: true,
        bids: [
          ['98', '2'],
          ['99', '1'],
        ],
        asks: [
          ['102', '4'],
          ['101', '3'],
        ],
      },
      { symbol: 'COINBASE:BTC-USD', snapshot: false, bids: [['99', '0']], asks: [['100.5', '0.25']] },
    ])
  })

  it('keeps a book whose far end integers cannot bear: a size becomes the nearest there is, a price is left out', () => {
    const { sink, problems, send } = setUp()
    const bids = [
      ['0.00000107', '5'],
      ['0.00000001', '1127313210.00855204'],
    ]
    const asks = [
      ['0.00000108', '2.5'],
      ['9999999999.00000000', '1'],
    ]
    send({ type: 'snapshot', product_id: 'SHIB-BTC', bids, asks })
    expect(sink.books).toMatchObject([
      {
        bids: [
          ['0.00000001', '1127313210'],
          ['0.00000107', '5'],
        ],
        asks: [['0.00000108', '2.5']],
      },
    ])
    expect(problems.counts()).toMatchObject({ bad_size: expect.any(Number), bad_price: expect.any(Number) })
    const before = problems.total()
    send({ type: 'l2update', product_id: 'SHIB-BTC', changes: [['sell', '9999999999.00000000', '0']] })
    expect([sink.books.at(-1)?.asks, problems.total()]).toEqual([[], before + 1])
  })

  it('takes a book away when a change of it cannot be read, and asks for it anew', () => {
    const { sink, notices, send } = setUp()
    send({ type: 'snapshot', product_id: 'BTC-USD', bids: [['1', '2']], asks: [] })
    send({ type: 'l2update', product_id: 'BTC-USD', changes: [['buy', '1', '-1']] })
    expect(sink.books.slice(1)).toEqual([{ symbol: 'COINBASE:BTC-USD', snapshot: true, bids: [], asks: [] }])
    expect(notices).toMatchObject([{ type: 'bookBroken', reason: 'a change cannot be read' }])
  })

  it('passes over messages of the full, status and auction channels', () => {
    const { sink, problems, send } = setUp()
    for (const type of ['received', 'open', 'done', 'change', 'activate', 'auction', 'status'])
      send({ type, product_id: 'BTC-USD', price: '1', size: '1' })
    send(match(5))
    expect([sink.trades.length, problems.counts()]).toEqual([1, {}])
  })

  it('tells of subscriptions and errors', () => {
    const { notices, send } = setUp()
    send({ type: 'subscriptions', channels: [{ name: 'matches', product_ids: ['BTC-USD'], account_ids: null }] })
    send({ type: 'error', message: 'Failed to subscribe', reason: 'XYZ-USD is not a valid product' })
    expect(notices).toEqual([
      { type: 'acknowledged', requestId: undefined, channel: 'matches', symbols: ['BTC-USD'] },
      { type: 'refused', requestId: undefined, final: false, message: 'Failed to subscribe: XYZ-USD is not a valid product' },
    ])
  })

  it('skips and counts what it cannot use', () => {
    const { sink, problems, send } = setUp()
    send(
      'x',
      '7',
      { type: 'mystery' },
      { type: 'match' },
      match(1, { price: '-1' }),
      match(2, { time: 'yesterday' }),
      match(3, { trade_id: '3' }),
    )
    send(
      { type: 'l2update', product_id: 'BTC-USD', changes: [['hold', '1', '1']] },
      { type: 'l2update', product_id: 'BTC-USD', changes: 'none' },
    )
    send({ type: 'snapshot', product_id: 'BTC-USD', bids: [['1', 'x']], asks: [] }, { type: 'snapshot', product_id: 'BTC-USD' })
    expect([sink.trades, sink.books.flatMap(({ bids, asks }) => [...bids, ...asks])]).toEqual([[], []])
    expect(problems.counts()).toEqual({
      malformed_json: 2,
      unknown_type: 1,
      bad_price: 1,
      bad_trade: 2,
      bad_book: 4,
      bad_size: 1,
    })
  })
})
