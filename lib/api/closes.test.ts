import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ClosesLoader } from './closes.ts'
import { ApiError } from './fetch-json.ts'

const asked: URL[] = []

beforeEach(() => {
  vi.useFakeTimers()
  asked.length = 0
  vi.stubGlobal('fetch', async (path: string) => {
    const url = new URL(path, 'http://localhost')
    asked.push(url)
    const symbols = (url.searchParams.get('symbols') ?? '').split(',')
    if (symbols.includes('BROKEN')) return Response.json({ code: 'busy', detail: 'Too busy' }, { status: 503 })
    const known = symbols.filter((symbol) => symbol !== 'NO:1')
    return Response.json({ interval: '1m', closes: known.map((symbol) => [symbol, '0.01', ['1.00', '1.02']]), unknown: [] })
  })
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('closes of many instruments', () => {
  it('go out in one request when they are asked for together, and come in ticks', async () => {
    const loader = new ClosesLoader('1m', 60)
    const loaded = Promise.all(['A', 'B', 'A', 'NO:1'].map((symbol) => loader.load(symbol)))
    await vi.runAllTimersAsync()
    expect(await loaded).toEqual([[100, 102], [100, 102], [100, 102], []])
    expect(asked.map(({ search }) => search)).toEqual(['?symbols=A%2CB%2CNO%3A1&interval=1m&limit=60'])
  })

  it('are asked for a hundred at a time, so that no address grows too long', async () => {
    const loader = new ClosesLoader('1m', 60)
    const loaded = Promise.all(Array.from({ length: 250 }, (_, index) => loader.load(`S${index}`)))
    await vi.runAllTimersAsync()
    expect(await loaded).toHaveLength(250)
    expect(asked.map(({ searchParams }) => searchParams.get('symbols')?.split(',').length)).toEqual([100, 100, 50])
  })

  it('fail for those who asked when the server says no, and work again afterwards', async () => {
    const loader = new ClosesLoader('1m', 60)
    const failed = expect(loader.load('BROKEN')).rejects.toThrow(ApiError)
    await vi.runAllTimersAsync()
    await failed
    const again = loader.load('A')
    await vi.runAllTimersAsync()
    expect(await again).toEqual([100, 102])
  })
})
