import { describe, expect, it } from 'vitest'
import { mapperUnderTest } from '../test-support/map-messages.ts'
import { describeUsTicker } from '../us-ticks/mapper.ts'
import { AlpacaMapper } from './mapper.ts'

const setUp = () =>
  mapperUnderTest(
    (context) => new AlpacaMapper(context),
    (symbol) => describeUsTicker(symbol, 'live'),
  )

describe('AlpacaMapper', () => {
  it('reads trades, quotes and halts from arrays of messages', () => {
    const { sink, send } = setUp()
    send(
      '[{"T":"t","S":"AAPL","i":96921,"x":"D","p":126.55,"s":1,"t":"2021-02-22T15:51:44.208123456Z","c":["@","I"],"z":"C"},' +
        '{"T":"q","S":"AAPL","bx":"U","bp":87.66,"bs":1,"ax":"Q","ap":87.68,"as":4,"t":"2021-02-22T15:51:45.335689322Z","c":["R"],"z":"A"}]',
    )
    send(
      '[{"T":"s","S":"AAPL","sc":"H","sm":"Trading Halt","rc":"T12","rm":"Trading Halted; For information requested by NASDAQ","t":"2021-02-22T19:15:00Z"}]',
    )
    send('[{"T":"s","S":"AAPL","sc":"T","rm":"","t":"2021-02-22T19:20:00Z"},{"T":"b","S":"AAPL"}]')
    expect(sink.trades).toMatchObject([{ symbol: 'US:AAPL', price: '126.55', size: '1', tradeId: '96921' }])
    expect(sink.trades[0]?.venueTimeMs).toBeCloseTo(1614009104208.123, 3)
    expect(sink.quotes).toMatchObject([{ bid: '87.66', bidSize: '1', ask: '87.68', askSize: '4' }])
    expect(sink.statuses.map(({ status }) => status)).toEqual(['halted', 'live'])
  })

  it('tells a wrong key, which is final, from a full server, which is not', () => {
    const { notices, send } = setUp()
    send('[{"T":"success","msg":"connected"}]', '[{"T":"success","msg":"authenticated"}]')
    send('[{"T":"error","code":402,"msg":"auth failed"}]', '[{"T":"error","code":406,"msg":"connection limit exceeded"}]')
    send('[{"T":"subscription","trades":["AAPL"],"quotes":[],"bars":["*"]}]')
    expect(notices).toEqual([
      { type: 'greeting' },
      { type: 'authenticated' },
      { type: 'refused', requestId: undefined, final: true, message: '402: auth failed' },
      { type: 'refused', requestId: undefined, final: false, message: '406: connection limit exceeded' },
      { type: 'acknowledged', requestId: undefined, channel: 'trades', symbols: ['AAPL'] },
    ])
  })

  it('skips and counts what it cannot use, and keeps the rest of the array', () => {
    const { sink, problems, send } = setUp()
    send(
      'nonsense',
      '[{"T":"zz"},5,{"T":"t","S":"AAPL","p":1.5,"s":0,"t":"2021-02-22T15:51:44Z"},{"T":"t","S":"AAPL","p":1.5,"s":2,"t":"2021-02-22T15:51:44Z","i":1}]',
    )
    expect(sink.trades).toHaveLength(1)
    expect(problems.counts()).toEqual({ malformed_json: 2, unknown_type: 1, bad_trade: 1 })
  })
})
