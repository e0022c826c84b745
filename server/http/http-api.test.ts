import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type BarHistory, HistoryError } from '../../lib/market/bar-history.ts'
import type { Problem } from '../../lib/protocol/rest.ts'
import { MarketState } from '../market/market-state.ts'
import { barsResponse, closesResponse, instrumentsResponse, problem, quotesResponse, tradesResponse } from './schemas.ts'
import { type ApiUnderTest, startApi, startMs } from './test-support/api-under-test.ts'

let api: ApiUnderTest
beforeEach(async () => {
  api = await startApi(new MarketState({ epoch: 'epoch-1' }))
})
afterEach(() => api.close())

const symbolsOf = (body: unknown) => instrumentsResponse.parse(body).instruments.map(({ symbol }) => symbol)

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const body = problem.strict().parse(await response.json())
  expect(body.status).toBe(response.status)
  return body as Problem
}

describe('GET /api/instruments', () => {
  it('lists all in the order they were defined, in pages', async () => {
    expect(symbolsOf(await api.json('/api/instruments'))).toEqual([
      'BINANCE:BTC-USDT',
      'BINANCE:WBTC-BTC',
      'SIM:BTC-USD',
      'US:AAPL',
    ])
    const page = instrumentsResponse.parse(await api.json('/api/instruments?limit=2&offset=1'))
    expect(page.total).toBe(4)
    expect(page.instruments.map(({ symbol }) => symbol)).toEqual(['BINANCE:WBTC-BTC', 'SIM:BTC-USD'])
    expect(page.instruments[1]).toMatchObject({
      tickSize: '0.01',
      lotSize: '0.00001',
      origin: 'simulated',
      session: 'continuous',
    })
  })

  it('finds by bare symbol, joined symbol, base and name, the closest first', async () => {
    expect(symbolsOf(await api.json('/api/instruments?query=btcusdt'))).toEqual(['BINANCE:BTC-USDT'])
    expect(symbolsOf(await api.json('/api/instruments?query=aapl'))).toEqual(['US:AAPL'])
    expect(symbolsOf(await api.json('/api/instruments?query=apple'))).toEqual(['US:AAPL'])
    expect(symbolsOf(await api.json('/api/instruments?query=BTC'))).toEqual([
      'SIM:BTC-USD',
      'BINANCE:BTC-USDT',
      'BINANCE:WBTC-BTC',
    ])
    expect(symbolsOf(await api.json('/api/instruments?query=dollar+btc'))).toEqual(['SIM:BTC-USD'])
    expect(symbolsOf(await api.json('/api/instruments?query=doge'))).toEqual([])
  })

  it('finds an instrument that was defined after the first search', async () => {
    await api.json('/api/instruments?query=zzz')
    const first = api.market.instruments.find('US:AAPL')
    if (first === undefined) throw new Error('no AAPL')
    api.market.define({ ...first, symbol: 'US:MSFT', name: 'Microsoft', base: 'MSFT' })
    expect(symbolsOf(await api.json('/api/instruments?query=msft'))).toEqual(['US:MSFT'])
  })
})

describe('GET /api/quotes', () => {
  it('gives exact decimals with status, origin and age', async () => {
    api.trade('BINANCE:BTC-USDT', 6_168_599, 12_345, startMs - 1_000)
    const { quotes } = quotesResponse.parse(await api.json('/api/quotes?symbols=BINANCE:BTC-USDT,US:AAPL'))
    expect(quotes[0]).toMatchObject({ last: '61685.99', totalVolume: '0.12345', status: 'live', origin: 'live', ageMs: 995 })
    expect(quotes[1]).toMatchObject({ symbol: 'US:AAPL', status: 'pending', origin: 'delayed' })
    expect(quotes[1]).not.toHaveProperty('ageMs')
  })

  it('names every unknown symbol', async () => {
    const response = await api.get('/api/quotes?symbols=NO:1,US:AAPL,NO:2')
    expect(response.status).toBe(404)
    expect(await problemOf(response)).toMatchObject({ code: 'unknown_symbol', symbols: ['NO:1', 'NO:2'] })
  })
})

describe('GET /api/bars', () => {
  const path = '/api/bars?symbol=BINANCE:BTC-USDT&interval=1m'

  it('gives rows of exact decimals, the newest of the range', async () => {
    for (let minute = 0; minute < 5; minute++) api.trade('BINANCE:BTC-USDT', 100 + minute, 50_000, startMs + minute * 60_000)
    const body = barsResponse.parse(await api.json(`${path}&limit=2`))
    expect(body.bars).toEqual([
      [startMs + 180_000, '1.03', '1.03', '1.03', '1.03', '0.5', 1],
      [startMs + 240_000, '1.04', '1.04', '1.04', '1.04', '0.5', 1],
    ])
    expect(body).toMatchObject({ interval: '1m', tickSize: '0.01', missing: [] })
  })

  it('leads through all pages without a gap or a double bar', async () => {
    for (let minute = 0; minute < 25; minute++) api.trade('BINANCE:BTC-USDT', 100 + minute, 1, startMs + minute * 60_000)
    const starts: number[] = []
    let next: string | null = `${path}&limit=10&from=${startMs + 60_000}`
    let pages = 0
    while (next !== null) {
      const body = barsResponse.parse(await api.json(next))
      starts.unshift(...body.bars.map(([timeMs]) => timeMs))
      next = body.next
      pages += 1
    }
    expect(pages).toBe(3)
    expect(starts).toEqual(Array.from({ length: 24 }, (_, index) => startMs + (index + 1) * 60_000))
  })

  it('takes ISO times', async () => {
    api.trade('BINANCE:BTC-USDT', 100, 1, startMs)
    const iso = new Date(startMs).toISOString()
    expect(barsResponse.parse(await api.json(`${path}&from=${iso}`)).bars).toHaveLength(1)
    expect(barsResponse.parse(await api.json(`${path}&to=${iso}`)).bars).toHaveLength(0)
  })

  it('lets closed ranges be kept, and answers 304 to who has the same', async () => {
    api.trade('BINANCE:BTC-USDT', 100, 1, startMs)
    api.trade('BINANCE:BTC-USDT', 100, 1, startMs + 300_000)
    api.nowMs = startMs + 300_000
    const closed = await api.get(`${path}&to=${startMs + 60_000}`)
    expect(closed.headers.get('cache-control')).toBe('public, max-age=60')
    const open = await api.get(path)
    expect(open.headers.get('cache-control')).toBe('no-cache')
    const tag = open.headers.get('etag') ?? ''
    const again = await api.get(path, { headers: { 'if-none-match': tag, 'cache-control': 'no-cache' } })
    expect(again.status).toBe(304)
    api.trade('BINANCE:BTC-USDT', 101, 1, startMs + 300_001)
    expect((await api.get(path, { headers: { 'if-none-match': tag } })).status).toBe(200)
  })

  it('does not call a range closed that a replay has not reached', async () => {
    api.trade('BINANCE:BTC-USDT', 100, 1, startMs)
    api.nowMs = startMs + 86_400_000
    expect((await api.get(`${path}&to=${startMs + 60_000}`)).headers.get('cache-control')).toBe('no-cache')
  })

  it('tells what is missing and passes the wish on', async () => {
    await api.close()
    const missing = [{ fromMs: startMs, toMs: startMs + 60_000 }]
    api = await startApi(new MarketState({ epoch: 'epoch-1' }), { bars: { read: async () => ({ bars: [], missing }) } })
    expect(barsResponse.parse(await api.json(path)).missing).toEqual([[startMs, startMs + 60_000]])
    expect(api.missingAsked).toEqual([[0, '1m', missing]])
  })

  it('reads again what could be filled meanwhile', async () => {
    await api.close()
    const missing = [{ fromMs: startMs, toMs: startMs + 60_000 }]
    const bar = { timeMs: startMs, open: 1, high: 1, low: 1, close: 1, volumeHigh: 0, volumeLow: 1, tradeCount: 1 }
    let filled = false
    const bars: BarHistory = { read: async () => (filled ? { bars: [bar], missing: [] } : { bars: [], missing }) }
    api = await startApi(new MarketState({ epoch: 'epoch-1' }), { bars })
    api.fill = async () => {
      filled = true
      return true
    }
    const body = barsResponse.parse(await api.json(path))
    expect(body.bars).toHaveLength(1)
    expect(body.missing).toEqual([])
  })

  it('says when the store cannot be read, and is not silent about it', async () => {
    await api.close()
    const failing: BarHistory = { read: () => Promise.reject(new HistoryError('unavailable', 'disk')) }
    api = await startApi(new MarketState({ epoch: 'epoch-1' }), { bars: failing })
    const response = await api.get(path)
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('1')
    expect(await problemOf(response)).toMatchObject({ code: 'unavailable' })
    expect(api.errors).toHaveLength(1)
  })

  it('keeps the text of an unexpected fault to itself', async () => {
    await api.close()
    api = await startApi(new MarketState({ epoch: 'epoch-1' }), {
      bars: { read: () => Promise.reject(new Error('secret path')) },
    })
    const response = await api.get(path)
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('secret')
    expect(String(api.errors[0])).toContain('secret')
  })
})

describe('GET /api/closes', () => {
  it('gives the latest closes of many instruments, and names those that it does not know', async () => {
    for (let minute = 0; minute < 5; minute++) api.trade('BINANCE:BTC-USDT', 100 + minute, 50_000, startMs + minute * 60_000)
    const path = '/api/closes?symbols=US:AAPL,NO:1,BINANCE:BTC-USDT&limit=2'
    expect(closesResponse.parse(await api.json(path))).toEqual({
      interval: '1m',
      closes: [
        ['US:AAPL', '0.01', []],
        ['BINANCE:BTC-USDT', '0.01', ['1.03', '1.04']],
      ],
      unknown: ['NO:1'],
    })
  })
})

describe('GET /api/trades', () => {
  it('gives the newest, numbered within the epoch', async () => {
    for (let index = 0; index < 5; index++) api.trade('US:AAPL', 10_000 + index, 7, startMs + index)
    const body = tradesResponse.parse(await api.json('/api/trades?symbol=US:AAPL&limit=2'))
    expect(body).toEqual({
      symbol: 'US:AAPL',
      epoch: 'epoch-1',
      first: 3,
      trades: [
        [startMs + 3, '100.03', '7', 'buy'],
        [startMs + 4, '100.04', '7', 'buy'],
      ],
    })
  })
})

describe('hostile requests', () => {
  const cases: [path: string, parameter: string][] = [
    ['/api/bars', 'symbol'],
    ['/api/bars?symbol=', 'symbol'],
    [`/api/bars?symbol=${'x'.repeat(65)}`, 'symbol'],
    ['/api/bars?symbol=US:AAPL&interval=2m', 'interval'],
    ['/api/bars?symbol=US:AAPL&interval=__proto__', 'interval'],
    ['/api/bars?symbol=US:AAPL&intreval=1m', 'intreval'],
    ['/api/bars?symbol=US:AAPL&limit=0', 'limit'],
    ['/api/bars?symbol=US:AAPL&limit=5001', 'limit'],
    ['/api/bars?symbol=US:AAPL&limit=1e3', 'limit'],
    ['/api/bars?symbol=US:AAPL&limit=', 'limit'],
    ['/api/bars?symbol=US:AAPL&limit=NaN', 'limit'],
    [`/api/bars?symbol=US:AAPL&limit=${'9'.repeat(300)}`, 'limit'],
    ['/api/bars?symbol=US:AAPL&from=yesterday', 'from'],
    ['/api/bars?symbol=US:AAPL&from=-1', 'from'],
    ['/api/bars?symbol=US:AAPL&from=999999999999999', 'from'],
    ['/api/bars?symbol=US:AAPL&from=Infinity', 'from'],
    ['/api/bars?symbol=US:AAPL&from=5&to=5', 'to'],
    ['/api/bars?symbol=US:AAPL&symbol=US:AAPL', 'symbol'],
    ['/api/quotes', 'symbols'],
    ['/api/quotes?symbols=,,,', 'symbols'],
    [`/api/quotes?symbols=${Array.from({ length: 201 }, (_, index) => `S${index}`).join(',')}`, 'symbols'],
    [`/api/instruments?query=${'a'.repeat(65)}`, 'query'],
    ['/api/instruments?offset=-1', 'offset'],
    ['/api/instruments?__proto__=1', '__proto__'],
    ['/api/trades?symbol=US:AAPL&limit=1001', 'limit'],
    ['/udf/history?symbol=US:AAPL&resolution=7&to=1', 'resolution'],
    ['/udf/history?symbol=US:AAPL&resolution=constructor&to=1', 'resolution'],
    ['/udf/history?symbol=US:AAPL&resolution=1&to=1e99', 'to'],
    ['/udf/history?symbol=US:AAPL&resolution=1&to=1&countback=0', 'countback'],
  ]
  it.each(cases)('%s is refused with a reason', async (path, parameter) => {
    const response = await api.get(path)
    expect(response.status).toBe(400)
    const body = (await response.json()) as Problem
    expect(body.code).toBe('invalid_parameters')
    expect(body.parameters?.map(({ name }) => name)).toContain(parameter)
    expect(JSON.stringify(body).length).toBeLessThan(2_500)
  })

  it('names all faults at once', async () => {
    const body = await problemOf(await api.get('/api/bars?interval=9m&limit=x'))
    expect(body.parameters?.map(({ name }) => name)).toEqual(['symbol', 'interval', 'limit'])
  })

  it('answers unknown paths, and leaves the others alone', async () => {
    for (const path of ['/api', '/api/', '/api/nothing', '/api/bars/', '/udf', '/udf/marks', '/api/%00', '/api/..%2f..%2fetc']) {
      expect((await api.get(path)).status, path).toBe(404)
    }
    expect(await problemOf(await api.get('/api/nothing?x=1'))).toMatchObject({ code: 'not_found', instance: '/api/nothing?x=1' })
    for (const path of ['/', '/api/stream?symbols=A', '/api/poll', '/healthzz', '/apis', '/_next/static/x.js']) {
      expect((await api.get(path)).headers.get('x-next'), path).toBe('yes')
    }
  })

  it('refuses methods that change things, and a body costs nothing', async () => {
    const response = await api.get('/api/bars', { method: 'POST', body: 'x'.repeat(100_000) })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
    expect(await problemOf(response)).toMatchObject({ code: 'method_not_allowed' })
  })

  it('survives a malformed Host and half a request', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(`${api.url}/api/bars`, { headers: { host: 'a b\u00e9/@' } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      request.on('error', reject)
      request.end()
    })
    expect(status).toBe(400)
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1')
    await new Promise<void>((resolve) => socket.write('GET /api/instruments HTTP/1.1\r\nHost: x\r\n', () => resolve()))
    socket.destroy()
    expect((await api.get('/healthz')).status).toBe(200)
  })
})

describe('HTTP manners', () => {
  it('answers HEAD like GET without a body, and preflights of any origin', async () => {
    const head = await api.get('/api/instruments', { method: 'HEAD' })
    expect(head.status).toBe(200)
    expect(await head.text()).toBe('')
    expect(head.headers.get('content-type')).toBe('application/json')
    const preflight = await api.get('/api/bars', {
      method: 'OPTIONS',
      headers: { origin: 'https://example.com', 'access-control-request-method': 'GET' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET,HEAD,OPTIONS')
    const failed = await api.get('/api/bars', { headers: { origin: 'https://example.com' } })
    expect(failed.status).toBe(400)
    expect(failed.headers.get('access-control-allow-origin')).toBe('*')
  })

  it('compresses what is large for who takes it', async () => {
    for (let minute = 0; minute < 200; minute++) api.trade('US:AAPL', 100, 1, startMs + minute * 60_000)
    const path = '/api/bars?symbol=US:AAPL'
    const squeezed = await api.get(path, { headers: { 'accept-encoding': 'gzip' } })
    expect(squeezed.headers.get('content-encoding')).toBe('gzip')
    expect(barsResponse.parse(await squeezed.json()).bars).toHaveLength(200)
    expect((await api.get(path, { headers: { 'accept-encoding': 'gzip;q=0' } })).headers.get('content-encoding')).toBeNull()
  })
})

describe('operations', () => {
  const feed = { feed: 'binance', venue: 'BINANCE', origin: 'live', reason: '', sinceMs: 0 } as const

  it('is alive at once, and ready when a feed delivers and bars can be stored', async () => {
    expect((await api.get('/healthz')).status).toBe(200)
    expect((await api.get('/readyz')).status).toBe(503)
    api.feeds = [
      { ...feed, state: 'connected' },
      { ...feed, feed: 'kraken', state: 'reconnecting', reason: 'cut' },
    ]
    const ready = await api.get('/readyz')
    expect(ready.status).toBe(200)
    expect(await ready.json()).toMatchObject({
      status: 'ready',
      checks: expect.arrayContaining([{ name: 'feed kraken', ready: false, detail: 'reconnecting: cut' }]),
    })
    api.store = { state: 'failing', reason: 'disk full' }
    expect((await api.get('/readyz')).status).toBe(503)
    api.store = { state: 'off', reason: '' }
    expect((await api.get('/readyz')).status).toBe(200)
    api.draining = true
    expect((await api.get('/readyz')).status).toBe(503)
  })

  it('shows how far the past is filled, which does not make it unready', async () => {
    const current = {
      symbol: 'BINANCE:BTC-USDT',
      interval: '1m',
      fromMs: 0,
      toMs: 1_000,
      doneToMs: 256,
      bars: 9,
      state: 'running',
      reason: '',
    } as const
    api.feeds = [{ ...feed, state: 'connected' }]
    api.backfill = [
      { venue: 'BINANCE', waiting: 7, current },
      { venue: 'SIM', waiting: 0, current: undefined },
    ]
    const response = await api.get('/readyz')
    expect(response.status).toBe(200)
    const { checks } = (await response.json()) as { checks: { name: string; detail: string }[] }
    expect(checks.filter(({ name }) => name.startsWith('history')).map(({ detail }) => detail)).toEqual([
      'filling BINANCE:BTC-USDT 1m, 25 % of it; 7 more spans to fill',
      'complete',
    ])
  })

  it('shows figures of the process, the stages and itself', async () => {
    await api.close()
    const sample = { help: 'Frames.', type: 'counter', value: 41, labels: { rate: '10' } } as const
    api = await startApi(new MarketState({ epoch: 'epoch-1' }), {
      metrics: [
        { name: 'ticklane_frames_total', ...sample },
        { name: 'ticklane_viewers', help: 'V.', type: 'gauge', value: 3 },
      ],
    })
    await api.get('/api/instruments')
    await api.get('/api/whatever/somebody/invents')
    await api.get('/metrics')
    const text = await (await api.get('/metrics')).text()
    expect(text).toContain('ticklane_frames_total{rate="10"} 41\n')
    expect(text).toContain('ticklane_viewers 3\n')
    expect(text).toContain('process_resident_memory_bytes')
    expect(text).toContain('ticklane_http_request_seconds_count{route="/api/instruments",status="200"} 1')
    expect(text).toContain('ticklane_http_request_seconds_count{route="other",status="404"} 1')
    expect(text).not.toContain('somebody')
  })
})
