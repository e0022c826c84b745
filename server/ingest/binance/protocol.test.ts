import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { RestClient } from '../live/rest.ts'
import { mapperUnderTest } from '../test-support/map-messages.ts'
import { BinanceMapper } from './mapper.ts'
import { binanceProtocol } from './protocol.ts'
import { describeBinanceSymbol } from './symbols.ts'

let server: Server | undefined

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** Answers every request for trades with these ids. */
async function venueWith(ids: readonly string[]) {
  const asked: string[] = []
  const rows = ids.map((id) => `{"id":${id},"price":"1","qty":"2","time":1723161601437,"isBuyerMaker":true}`)
  server = createServer((request, response) => {
    asked.push(request.url ?? '')
    // A venue that goes round would be asked for ever.
    if (asked.length > 10) response.writeHead(500)
    response.end(`[${rows.join()}]`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { asked, protocol: binanceProtocol('ws://unused', new RestClient(url, 0)) }
}

function setUp() {
  const under = mapperUnderTest(
    (context) => new BinanceMapper(context),
    (symbol) => describeBinanceSymbol(symbol, 'live'),
  )
  under.send({ e: 'trade', s: 'BTCUSDT', t: 10, p: '1', q: '1', T: 1723161601437, m: true })
  const instrument = under.table.get('BTCUSDT')
  if (instrument === undefined || !(under.mapper instanceof BinanceMapper)) throw new RangeError('No instrument BTCUSDT')
  return { ...under, instrument, trades: under.mapper.trades }
}

const missing = { fromId: 11, toId: 20_000, sinceMs: 0 }
const { signal } = new AbortController()

describe('trades of Binance’s REST side', () => {
  it('count each once by all the digits of their ids, beyond 2^53 too', async () => {
    const { protocol } = await venueWith(['10', '11', '9007199254740993', '9007199254740992', '9007199254740993'])
    const { sink, instrument, trades } = setUp()
    const fetched = (await protocol.fetchTrades?.(instrument, missing, signal)) ?? []
    trades.resume(instrument, fetched, 1_000)
    trades.resume(instrument, fetched, 1_000)
    expect(sink.trades.map(({ tradeId }) => tradeId)).toEqual([10, 11, '9007199254740993', '9007199254740992'])
  })

  it('are not asked for without end when their ids leave what can be counted', async () => {
    const { asked, protocol } = await venueWith(Array.from({ length: 1_000 }, () => '9007199254740992'))
    const wanted = { ...missing, toId: Number.MAX_SAFE_INTEGER + 1 }
    expect(await protocol.fetchTrades?.(setUp().instrument, wanted, signal)).toHaveLength(1_000)
    expect(asked).toHaveLength(1)
  })

  it('are refused when an id is no whole number', async () => {
    for (const id of ['1.5', '"x"', 'null', '""']) {
      const { protocol } = await venueWith([id])
      await expect(protocol.fetchTrades?.(setUp().instrument, missing, signal)).rejects.toThrow('expected a whole number')
      server?.close()
    }
  })
})
