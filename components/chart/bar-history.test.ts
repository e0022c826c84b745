// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type BarHistory, followHistory } from '@/components/chart/bar-history.ts'
import { bar, createFakeStream, type FakeStream, series } from '@/components/test-support/fake-stream.ts'

const minute = 60_000
const row = (minutes: number) => [minutes * minute, '1.00', '1.00', '1.00', '1.00', '1.000', 1]

interface Page {
  readonly bars: readonly unknown[]
  readonly next: string | null
  readonly missing: readonly (readonly [number, number])[]
}

let stream: FakeStream
let history: BarHistory
let asked: string[]
let pages: Page[]
const onBars = vi.fn()
const onUpdate = vi.fn()

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  onBars.mockReset()
  asked = []
  pages = []
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path.replace('/api/bars?symbol=SIM%3AA&interval=1m&', ''))
    const page = pages.shift()
    if (page === undefined) throw new TypeError('network')
    return Response.json({ symbol: 'SIM:A', interval: '1m', tickSize: '0.01', lotSize: '0.001', ...page })
  })
  stream = createFakeStream()
  history = followHistory(stream.client, 'SIM:A', '1m', { onBars, onUpdate })
})
afterEach(() => {
  history.release()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const arrive = (...minutes: number[]) =>
  stream.bars.get('SIM:A 1m')?.onHistory(
    series(
      'SIM:A',
      '1m',
      minutes.map((each) => bar(each * minute, 100)),
    ),
  )
const times = () => history.bars?.bars.map(({ timeMs }) => timeMs / minute)

describe('the bars of a chart', () => {
  test('reach back page by page until nothing older is known', async () => {
    arrive(10, 11)
    pages = [
      { bars: [row(8), row(9)], next: '/api/bars?more', missing: [] },
      { bars: [row(7)], next: null, missing: [] },
    ]
    history.loadOlder()
    expect(history.older).toBe('loading')
    await vi.waitFor(() => expect(times()).toEqual([8, 9, 10, 11]))
    expect(history.older).toBe('unasked')
    history.loadOlder()
    await vi.waitFor(() => expect(history.older).toBe('none'))
    expect(times()).toEqual([7, 8, 9, 10, 11])
    history.loadOlder()
    expect(asked).toEqual([`limit=1000&to=${10 * minute}`, `limit=1000&to=${8 * minute}`])
  })

  test('are asked for again while the server still fetches the past, and after a rest when it had nothing', async () => {
    arrive(10)
    pages = [
      { bars: [row(9)], next: null, missing: [[0, 9 * minute]] },
      { bars: [], next: null, missing: [[0, 9 * minute]] },
      { bars: [row(8)], next: null, missing: [] },
    ]
    history.loadOlder()
    await vi.waitFor(() => expect(history.older).toBe('unasked'))
    history.loadOlder()
    await vi.waitFor(() => expect(history.older).toBe('none'))
    history.loadOlder()
    expect(asked).toHaveLength(2)
    vi.advanceTimersByTime(5_000)
    history.loadOlder()
    await vi.waitFor(() => expect(times()).toEqual([8, 9, 10]))
  })

  test('stay when older ones cannot be loaded, which is said, and asked again later', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    arrive(10)
    history.loadOlder()
    await vi.waitFor(() => expect(history.older).toBe('failed'))
    expect(times()).toEqual([10])
    vi.advanceTimersByTime(5_000)
    expect(history.older).toBe('unasked')
    warn.mockRestore()
  })

  test('admit the holes that the server knows of, and take no quiet time for one', async () => {
    pages = [
      { bars: [], next: null, missing: [[60 * minute, 90 * minute]] },
      { bars: [], next: null, missing: [] },
    ]
    arrive(0, 30, 100)
    await vi.waitFor(() => expect(history.holes).toEqual([{ fromMs: 60 * minute, toMs: 90 * minute }]))
    await vi.waitFor(() => expect(asked).toHaveLength(2))
    expect(asked).toEqual([`limit=1&from=${31 * minute}&to=${100 * minute}`, `limit=1&from=${minute}&to=${30 * minute}`])
    expect(history.holes).toHaveLength(1)
  })
})
