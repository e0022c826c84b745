import { afterEach, describe, expect, it, vi } from 'vitest'
import { barsOf, loadBars } from './bars.ts'
import { ApiError, fetchJson } from './fetch-json.ts'
import { loadInstruments } from './instruments.ts'

const asked: string[] = []

function answer(make: (url: string) => Response | Promise<Response>): void {
  asked.length = 0
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    return await make(url)
  })
}

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof ApiError)) throw new Error(`Expected an ApiError, got ${String(error)}`)
  return error
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('requests', () => {
  it('say what the server said was wrong', async () => {
    const problem = { title: 'Unknown symbol', detail: 'Symbol SIM:NOPE is not known here', status: 404, code: 'unknown_symbol' }
    answer(() => Response.json(problem, { status: 404, headers: { 'content-type': 'application/problem+json' } }))
    expect(await failure(loadBars('SIM:NOPE', '1m', 10))).toMatchObject({
      code: 'unknown_symbol',
      status: 404,
      message: 'Symbol SIM:NOPE is not known here',
    })
  })

  it('say so when there is no answer, or none that can be read', async () => {
    answer(() => Promise.reject(new TypeError('fetch failed')))
    expect(await failure(fetchJson('/api/x', String))).toMatchObject({ code: 'unreachable', status: 0 })
    answer(() => new Response('<html>502 Bad Gateway</html>', { status: 502 }))
    expect(await failure(fetchJson('/api/x', String))).toMatchObject({ code: 'unreadable', status: 502 })
    answer(() => Response.json({ something: 'else' }))
    expect(await failure(loadBars('SIM:A', '1m', 10))).toMatchObject({ code: 'unreadable', status: 200 })
  })
})

describe('instruments', () => {
  it('come page by page until all are there', async () => {
    const symbols = Array.from({ length: 2_345 }, (_, index) => `SIM:S${index}`)
    answer((url) => {
      const query = new URL(url, 'http://host').searchParams
      const offset = Number(query.get('offset'))
      const page = symbols.slice(offset, offset + Number(query.get('limit')))
      return Response.json({ instruments: page.map((symbol) => ({ symbol, tickSize: '0.01' })), total: symbols.length })
    })
    const loaded = await loadInstruments('/api/instruments')
    expect(loaded.map(({ symbol }) => symbol)).toEqual(symbols)
    expect(asked).toHaveLength(3)
  })

  it('are refused when one of them has no steps', async () => {
    answer(() => Response.json({ instruments: [{ symbol: 'SIM:A' }], total: 1 }))
    expect(await failure(loadInstruments('/api/instruments'))).toMatchObject({ code: 'unreadable' })
  })
})

describe('bars', () => {
  const response = {
    symbol: 'SIM:A',
    interval: '1m' as const,
    tickSize: '0.25',
    lotSize: '0.001',
    next: null,
    missing: [],
    bars: [[60_000, '10.25', '11', '10', '10.5', '12345678901234567.891', 7]] as const,
  }

  it('are asked for by range and read exactly, in ticks and lots', async () => {
    answer(() => Response.json(response))
    const [bar] = barsOf(await loadBars('SIM:A', '1m', 10, { toMs: 120_000 }))
    expect(asked).toEqual(['/api/bars?symbol=SIM%3AA&interval=1m&limit=10&to=120000'])
    expect(bar).toMatchObject({ timeMs: 60_000, open: 41, high: 44, low: 40, close: 42, tradeCount: 7 })
    expect(BigInt(bar?.volumeHigh ?? 0) * 2n ** 52n + BigInt(bar?.volumeLow ?? 0)).toBe(12_345_678_901_234_567_891n)
  })

  it('are refused when a price is no multiple of the tick', () => {
    expect(() => barsOf({ ...response, bars: [[60_000, '10.26', '11', '10', '10.5', '1', 7]] })).toThrow(/multiple of 0.25/)
  })
})
