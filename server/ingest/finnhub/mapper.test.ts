import { describe, expect, it } from 'vitest'
import { mapperUnderTest } from '../test-support/map-messages.ts'
import { describeFinnhubSymbol, FinnhubMapper } from './mapper.ts'

const setUp = () =>
  mapperUnderTest(
    (context) => new FinnhubMapper(context),
    (symbol) => describeFinnhubSymbol(symbol, 'live'),
  )

describe('FinnhubMapper', () => {
  it('reads trades of stocks and coins, without the noise of floating point', () => {
    const { sink, send } = setUp()
    send(
      '{"type":"trade","data":[{"s":"AAPL","p":1323.6399999999999,"t":1575526691134,"v":12,"c":["1"]},{"s":"BINANCE:BTCUSDT","p":7296.89,"t":1575526691135,"v":9.9e-07}]}',
    )
    expect(sink.trades).toMatchObject([
      { symbol: 'US:AAPL', price: '1323.64', size: '12', side: 'unknown', venueTimeMs: 1575526691134 },
      { symbol: 'FINNHUB:BTC-USDT', price: '7296.89', size: '0.00000099' },
    ])
  })

  it('does not count a price update without volume as a trade', () => {
    const { sink, send } = setUp()
    send('{"type":"trade","data":[{"s":"AAPL","p":130.5,"t":1575526691134,"v":0}]}')
    expect([sink.trades.length, sink.pastTrades.length]).toEqual([0, 1])
  })

  it('tells of pings and errors, and counts what it cannot use', () => {
    const { notices, problems, send } = setUp()
    send(
      '{"type":"ping"}',
      '{"type":"error","msg":"Invalid API key"}',
      '{"type":"error","msg":"Too many symbols"}',
      '{"type":"news"}',
      '[]',
      '{"type":"trade","data":[7]}',
    )
    expect(notices).toMatchObject([{ type: 'heartbeat' }, { type: 'refused', final: true }, { type: 'refused', final: false }])
    expect(problems.counts()).toEqual({ unknown_type: 1, malformed_json: 1 })
  })
})
