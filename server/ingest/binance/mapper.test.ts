import { describe, expect, it } from 'vitest'
import { mapperUnderTest } from '../test-support/map-messages.ts'
import { BinanceMapper } from './mapper.ts'
import { describeBinanceSymbol, splitBinanceSymbol } from './symbols.ts'

const trade = (id: number, price = '61685.99000000', size = '0.00017000', more: object = {}) => ({
  ...{ e: 'trade', E: 1723161601438, s: 'BTCUSDT', t: id, p: price, q: size, T: 1723161601437, m: true, M: true },
  ...more,
})
const setUp = () =>
  mapperUnderTest(
    (context) => new BinanceMapper(context),
    (symbol) => describeBinanceSymbol(symbol, 'live'),
  )

describe('BinanceMapper', () => {
  it('reads a combined and a raw trade, with the aggressor opposite to the maker', () => {
    const { sink, send } = setUp()
    send({ stream: 'btcusdt@trade', data: trade(5) }, trade(6, '61686.00000000', '2', { m: false }))
    expect(
      sink.trades.map(({ symbol, price, size, side, venueTimeMs, receivedTimeMs, tradeId }) => [
        symbol,
        price,
        size,
        side,
        venueTimeMs,
        receivedTimeMs,
        tradeId,
      ]),
    ).toEqual([
      ['BINANCE:BTC-USDT', '61685.99', '0.00017', 'sell', 1723161601437, 1000, 5],
      ['BINANCE:BTC-USDT', '61686', '2', 'buy', 1723161601437, 1000, 6],
    ])
  })

  it('reads a book ticker, which has no time, and one with an empty side', () => {
    const { sink, send } = setUp()
    send({ u: 1, s: 'BTCUSDT', b: '61685.99000000', B: '1.25869000', a: '61686.00000000', A: '2.44816000' })
    send({ u: 2, s: 'BTCUSDT', b: '61685.99000000', B: '1.25869000', a: '0.00000000', A: '0.00000000' })
    expect(sink.quotes).toEqual([
      { symbol: 'BINANCE:BTC-USDT', bid: '61685.99', bidSize: '1.25869', ask: '61686', askSize: '2.44816', venueTimeMs: 0 },
      { symbol: 'BINANCE:BTC-USDT', bid: '61685.99', bidSize: '1.25869', ask: '0', askSize: '0', venueTimeMs: 0 },
    ])
  })

  it('keeps numbers of one message in one step when a later one makes the step finer', () => {
    const { sink, send } = setUp()
    send({ u: 1, s: 'BTCUSDT', b: '61685', B: '1', a: '61685.5', A: '0.25' })
    expect(sink.quotes[0]).toMatchObject({ bid: '61685', bidSize: '1', ask: '61685.5', askSize: '0.25' })
  })

  it('reads day statistics and a partial book, whose symbol is only in the name of its stream', () => {
    const { sink, send } = setUp()
    send(trade(1))
    send({ e: '24hrTicker', E: 1, s: 'BTCUSDT', o: '60000.00', h: '62000.00', l: '59999.99', v: '1234.567890123' })
    send({
      stream: 'btcusdt@depth20@100ms',
      data: {
        lastUpdateId: 9,
        bids: [['61685.99', '1']],
        asks: [
          ['61686.00', '2'],
          ['61686.01', '0.5'],
        ],
      },
    })
    expect(sink.days).toEqual([
      { symbol: 'BINANCE:BTC-USDT', open: '60000', high: '62000', low: '59999.99', volume: '1234.56789' },
    ])
    expect(sink.books).toEqual([
      {
        symbol: 'BINANCE:BTC-USDT',
        snapshot: true,
        bids: [['61685.99', '1']],
        asks: [
          ['61686', '2'],
          ['61686.01', '0.5'],
        ],
      },
    ])
  })

  it('tells of answers, refusals and a coming shutdown', () => {
    const { notices, send } = setUp()
    send('{"result":null,"id":7}', '{"error":{"code":2,"msg":"Invalid request"},"id":8}', '{"code":3,"msg":"Invalid JSON"}')
    send({ stream: '!serverShutdown', data: { e: 'serverShutdown', E: 1 } })
    expect(notices).toEqual([
      { type: 'acknowledged', requestId: '7' },
      { type: 'refused', requestId: '8', final: false, message: '2: Invalid request' },
      { type: 'refused', requestId: undefined, final: false, message: '3: Invalid JSON' },
      { type: 'shutdown' },
    ])
  })

  it('counts a trade once, takes a late one, and names the ids that are missing', () => {
    const { sink, notices, problems, send } = setUp()
    send(trade(10), trade(10), trade(13), trade(12), trade(12), trade(13))
    expect(sink.trades.map(({ tradeId }) => tradeId)).toEqual([10, 13, 12])
    expect(notices).toMatchObject([{ type: 'gap', fromId: 11, toId: 12 }])
    expect(problems.counts()).toEqual({ duplicate_trade: 3 })
  })

  it('counts trades with ids beyond 2^53 once, each by its own digits', () => {
    const { sink, problems, send } = setUp()
    const large = (id: string) => JSON.stringify({ stream: 'btcusdt@trade', data: trade(77) }).replace(':77,', `:${id},`)
    send(large('9007199254740993'), large('9007199254740992'), large('9007199254740993'), large('9007199254740991'))
    expect(sink.trades.map(({ tradeId }) => tradeId)).toEqual(['9007199254740993', '9007199254740992', 9007199254740991])
    expect(problems.counts()).toEqual({ duplicate_trade: 1 })
  })

  it('tells trades of one array apart by their own digits, however many of them are beyond 2^53', () => {
    const { sink, problems, send } = setUp()
    const events = JSON.stringify([trade(71), trade(72), trade(73), trade(71), trade(5), trade(74)])
    const large = (text: string) => text.replaceAll(/"t":7(\d)/g, '"t":900719925474099$1')
    send(large(events), `{"stream":"x","data":${large(JSON.stringify([trade(75), trade(72)]))}}`)
    const beyond = ['9007199254740992', '9007199254740993', '9007199254740994', '9007199254740995']
    expect(sink.trades.map(({ tradeId }) => tradeId)).toEqual([9007199254740991, ...beyond.slice(0, 2), 5, ...beyond.slice(2)])
    expect(problems.counts()).toEqual({ duplicate_trade: 2 })
  })

  it('takes events that come as an array', () => {
    const { sink, problems, send } = setUp()
    const day = { e: '24hrTicker', E: 1, s: 'BTCUSDT', o: '60000.00', h: '62000.00', l: '59999.99', v: '1' }
    send({ stream: '!ticker@arr', data: [day, { ...day, o: '2' }] }, [day], [])
    expect([sink.days.length, problems.counts()]).toEqual([3, { malformed_json: 1 }])
  })

  it('takes trades from only one of two streams of the same trades', () => {
    const { sink, send } = setUp()
    send({ ...trade(1), e: 'aggTrade', a: 700, f: 1, l: 1 }, trade(1), { ...trade(2), e: 'aggTrade', a: 701, f: 2, l: 2 })
    expect(sink.trades.map(({ tradeId }) => tradeId)).toEqual([700, 701])
  })

  it('skips and counts what it cannot use, and goes on', () => {
    const { sink, problems, send } = setUp()
    send(
      '',
      '{',
      'null',
      '[]',
      '{"e":"mystery"}',
      '{}',
      trade(1, 'abc'),
      trade(2, '1', '-5'),
      trade(3, '0.00'),
      trade(4, '1', '0'),
    )
    send(
      { ...trade(5), T: 'x' },
      { ...trade(6), t: 'x' },
      { ...trade(7), s: 7 },
      { ...trade(8), s: '123 not a symbol' },
      { ...trade(9), p: 5 },
    )
    send({ u: 1, s: 'BTCUSDT', b: 'x', B: '1', a: '2', A: '1' })
    expect(sink.trades).toEqual([])
    expect(sink.quotes).toEqual([])
    expect(problems.counts()).toEqual({
      malformed_json: 4,
      unknown_type: 2,
      bad_price: 4,
      bad_size: 1,
      empty_trade: 1,
      bad_trade: 2,
      unknown_symbol: 1,
    })
    send(trade(10))
    expect(sink.trades).toHaveLength(1)
  })
})

describe('splitBinanceSymbol', () => {
  it.each([
    ['BTCUSDT', 'BTC', 'USDT'],
    ['BTCFDUSD', 'BTC', 'FDUSD'],
    ['ETHBTC', 'ETH', 'BTC'],
    ['AXSBNB', 'AXS', 'BNB'],
    ['1000SATSUSDT', '1000SATS', 'USDT'],
  ])('reads %s as %s and %s', (symbol, base, quote) => {
    expect(splitBinanceSymbol(symbol)).toEqual({ base, quote })
  })

  it.each(['USDT', '', 'btcusdt', 'ABC', 'BTC-USDT'])('does not guess at %j', (symbol) => {
    expect(splitBinanceSymbol(symbol)).toBeUndefined()
  })
})
