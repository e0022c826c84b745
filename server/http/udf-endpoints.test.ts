import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MarketState } from '../market/market-state.ts'
import { type ApiUnderTest, startApi, startMs } from './test-support/api-under-test.ts'

/*
 * Shapes as published: https://www.tradingview.com/charting-library-docs/latest/connecting_data/UDF, and as the library's own
 * adapter reads them (datafeeds/udf): status `s`, columns t o h l c v in seconds, `nextTime`, `errmsg`.
 */

let api: ApiUnderTest
const startSeconds = startMs / 1000
beforeEach(async () => {
  api = await startApi(new MarketState({ epoch: 'e' }))
  for (let minute = 0; minute < 10; minute++) api.trade('BINANCE:BTC-USDT', 6_168_600 + minute, 12_345, startMs + minute * 60_000)
})
afterEach(() => api.close())

const history = (query: string) => api.json(`/udf/history?symbol=BINANCE:BTC-USDT&resolution=1&${query}`)

describe('/udf/config', () => {
  it('offers search, server time and exactly the resolutions that are served, shortest first', async () => {
    expect(await api.json('/udf/config')).toEqual({
      supported_resolutions: ['1S', '1', '5', '15', '60', '240', '1D'],
      supports_search: true,
      supports_group_request: false,
      supports_marks: false,
      supports_timescale_marks: false,
      supports_time: true,
      exchanges: [
        { value: '', name: 'All', desc: 'All venues' },
        ...['BINANCE', 'SIM', 'US'].map((venue) => ({ value: venue, name: venue, desc: venue })),
      ],
      symbols_types: [
        { value: '', name: 'All' },
        { value: 'crypto', name: 'Crypto' },
        { value: 'stock', name: 'Stocks' },
      ],
    })
  })
})

describe('/udf/symbols', () => {
  it('describes price steps, session and multipliers as the library needs them', async () => {
    expect(await api.json('/udf/symbols?symbol=BINANCE:BTC-USDT')).toMatchObject({
      name: 'BTC-USDT',
      ticker: 'BINANCE:BTC-USDT',
      type: 'crypto',
      session: '24x7',
      timezone: 'Etc/UTC',
      minmov: 1,
      pricescale: 100,
      has_intraday: true,
      intraday_multipliers: ['1', '5', '15', '60', '240'],
      has_seconds: true,
      seconds_multipliers: ['1'],
      volume_precision: 5,
      data_status: 'streaming',
    })
    expect(await api.json('/udf/symbols?symbol=US:AAPL')).toMatchObject({
      session: '0930-1600',
      timezone: 'America/New_York',
      data_status: 'delayed_streaming',
      description: 'Apple (delayed)',
    })
  })

  it('says simulated where it is', async () => {
    expect(await api.json('/udf/symbols?symbol=SIM:BTC-USD')).toMatchObject({ description: 'Bitcoin / Dollar (simulated)' })
  })

  it('understands a bare symbol that one instrument has, and any case', async () => {
    expect(await api.json('/udf/symbols?symbol=aapl')).toMatchObject({ ticker: 'US:AAPL' })
    expect(await api.json('/udf/symbols?symbol=us:aapl')).toMatchObject({ ticker: 'US:AAPL' })
    expect(await api.json('/udf/symbols?symbol=AAP')).toMatchObject({ s: 'error' })
  })

  it('answers an unknown symbol in the shape the library reads, which is a problem document as well', async () => {
    const response = await api.get('/udf/symbols?symbol=NO')
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ s: 'error', errmsg: 'No instrument "NO"', status: 404, code: 'unknown_symbol' })
  })
})

describe('/udf/search', () => {
  it('filters by type and exchange, and bounds the number', async () => {
    const found = (await api.json('/udf/search?query=btc&type=&exchange=&limit=30')) as { ticker: string }[]
    expect(found.map(({ ticker }) => ticker)).toEqual(['SIM:BTC-USD', 'BINANCE:BTC-USDT', 'BINANCE:WBTC-BTC'])
    expect(found[1]).toEqual({
      symbol: 'BTC-USDT',
      full_name: 'BINANCE:BTC-USDT',
      description: 'Bitcoin / Tether',
      exchange: 'BINANCE',
      ticker: 'BINANCE:BTC-USDT',
      type: 'crypto',
    })
    expect(await api.json('/udf/search?query=btc&exchange=SIM')).toHaveLength(1)
    expect(await api.json('/udf/search?query=btc&type=stock')).toEqual([])
    expect(await api.json('/udf/search?query=btc&limit=1')).toHaveLength(1)
  })
})

describe('/udf/history', () => {
  it('gives columns in seconds with exact numbers', async () => {
    const text = await (
      await api.get(`/udf/history?symbol=BINANCE:BTC-USDT&resolution=1&from=${startSeconds}&to=${startSeconds + 120}`)
    ).text()
    const t = `[${startSeconds},${startSeconds + 60}]`
    expect(text).toBe(
      `{"s":"ok","t":${t},"o":[61686,61686.01],"h":[61686,61686.01],"l":[61686,61686.01],"c":[61686,61686.01],"v":[0.12345,0.12345]}`,
    )
  })

  it('counts back from `to`, whatever `from` says', async () => {
    const body = await history(
      `from=${startSeconds + 500}&to=${startSeconds + 300}&countback=3&firstDataRequest=true&currencyCode=USD`,
    )
    expect(body).toMatchObject({ s: 'ok', t: [120, 180, 240].map((seconds) => startSeconds + seconds) })
  })

  it('has no data where there is none, and names the nearest older bar', async () => {
    expect(await history(`from=${startSeconds + 6_000}&to=${startSeconds + 7_000}`)).toEqual({
      s: 'no_data',
      nextTime: startSeconds + 540,
    })
    expect(await history(`from=${startSeconds - 6_000}&to=${startSeconds}`)).toEqual({ s: 'no_data' })
    expect(await history(`from=-100&to=-50`)).toEqual({ s: 'no_data' })
    expect(await history(`to=${startSeconds}&countback=100000`)).toEqual({ s: 'no_data' })
  })

  it('serves all resolutions and their other names', async () => {
    for (const resolution of ['1S', 'S', '1', '5', '15', '60', '240', '1D', 'D']) {
      const body = await api.json(
        `/udf/history?symbol=BINANCE:BTC-USDT&resolution=${resolution}&from=0&to=${startSeconds + 3_600}`,
      )
      expect(body, resolution).toMatchObject({ s: 'ok' })
    }
  })

  it('answers what it cannot use in the shape the library reads', async () => {
    expect(await history('from=0')).toMatchObject({ s: 'error', errmsg: expect.stringContaining('to: required') })
  })
})

describe('/udf/time', () => {
  it('is plain text', async () => {
    const response = await api.get('/udf/time')
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await response.text()).toBe(String(startSeconds))
  })
})
