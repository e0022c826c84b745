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
const onKnowledge = vi.fn()

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  onBars.mockReset()
  onKnowledge.mockReset()
  asked = []
  pages = []
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path.replace('/api/bars?symbol=SIM%3AA&interval=1m&', ''))
    const page = pages.shift()
    if (page === undefined) throw new TypeError('network')
    return Response.json({ symbol: 'SIM:A', interval: '1m', tickSize: '0.01', lotSize: '0.001', ...page })
  })
  stream = createFakeStream()
  history = followHistory(stream.client, 'SIM:A', '1m', { onBars, onUpdate, onKnowledge })
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
    // With the bar that the chart begins with: it may have been known in part.
    expect(asked).toEqual([`limit=1000&to=${10 * minute + 1}`, `limit=1000&to=${8 * minute + 1}`])
  })

  test('are asked for again while the server still fetches the past, and after a rest when it had nothing', async () => {
    arrive(10)
    pages = [
      { bars: [row(9)], next: null, missing: [[0, 9 * minute]] },
      { bars: [], next: null, missing: [[0, 9 * minute]] },
      { bars: [], next: null, missing: [[0, 9 * minute]] },
      { bars: [row(8)], next: null, missing: [] },
    ]
    history.loadOlder()
    await vi.waitFor(() => expect(history.older).toBe('unasked'))
    history.loadOlder()
    // It may only have lost patience with its venue.
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1))
    expect([history.older, asked.length]).toEqual(['loading', 2])
    vi.advanceTimersByTime(2_000)
    await vi.waitFor(() => expect(history.older).toBe('none'))
    history.loadOlder()
    expect(asked).toHaveLength(3)
    vi.advanceTimersByTime(5_000)
    history.loadOlder()
    await vi.waitFor(() => expect(times()).toEqual([8, 9, 10]))
  })

  test('are completed where what was known began or ended in the middle of one', async () => {
    const whole = (minutes: number) => [...row(minutes).slice(0, 6), 9]
    arrive(10, 11)
    pages = [{ bars: [row(5), row(8), whole(10)], next: null, missing: [[5.5 * minute, 8.5 * minute]] }]
    history.loadOlder()
    await vi.waitFor(() => expect(times()).toEqual([5, 8, 10, 11]))
    const counts = () => history.bars?.bars.map(({ tradeCount }) => tradeCount)
    expect(counts()).toEqual([1, 1, 9, 1])
    // All of the stream's once more, which is not what is older.
    arrive(10, 11)
    pages = [{ bars: [whole(5), row(6), row(7), whole(8)], next: null, missing: [] }]
    vi.advanceTimersByTime(5_000)
    await vi.waitFor(() => expect(times()).toEqual([5, 6, 7, 8, 10, 11]))
    expect(asked.at(-1)).toBe(`limit=1000&from=${5 * minute}&to=${8.5 * minute}`)
    expect(counts()).toEqual([9, 1, 1, 9, 9, 1])
  })

  test('are not said to be all while the venue of the server is slow', async () => {
    arrive(10)
    pages = [
      { bars: [], next: null, missing: [[0, 10 * minute]] },
      { bars: [row(9)], next: null, missing: [[0, 9 * minute]] },
    ]
    const known: string[] = []
    onKnowledge.mockImplementation(() => known.push(history.older))
    history.loadOlder()
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1))
    vi.advanceTimersByTime(2_000)
    await vi.waitFor(() => expect(times()).toEqual([9, 10]))
    expect(known).toEqual(['loading', 'unasked'])
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

  test('are asked for again where they were missing, at longer and longer pauses, until they are whole', async () => {
    arrive(100, 101)
    const missing = [[91 * minute, 99 * minute]] as const
    pages = [{ bars: [row(90), row(99)], next: null, missing }]
    history.loadOlder()
    await vi.waitFor(() => expect(times()).toEqual([90, 99, 100, 101]))
    expect(history.holes).toEqual([{ fromMs: 91 * minute, toMs: 99 * minute }])
    onBars.mockReset()
    pages = [
      { bars: [row(97), row(98)], next: null, missing: [[91 * minute, 97 * minute]] },
      { bars: [91, 92, 93, 94, 95, 96].map(row), next: null, missing: [] },
    ]
    vi.advanceTimersByTime(5_000)
    await vi.waitFor(() => expect(history.holes).toEqual([{ fromMs: 91 * minute, toMs: 97 * minute }]))
    expect(asked.at(-1)).toBe(`limit=1000&from=${91 * minute}&to=${99 * minute}`)
    expect(times()).toEqual([90, 97, 98, 99, 100, 101])
    vi.advanceTimersByTime(8_000)
    expect(asked).toHaveLength(2)
    vi.advanceTimersByTime(2_000)
    await vi.waitFor(() => expect(history.holes).toEqual([]))
    expect(times()).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100, 101])
    expect(onBars).toHaveBeenCalledTimes(2)
    vi.advanceTimersByTime(600_000)
    expect(asked).toHaveLength(3)
  })

  test('are asked for again after a question failed, and no hole is shown where the stream has brought bars', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    pages = [{ bars: [], next: null, missing: [[minute, 30 * minute]] }]
    arrive(0, 30)
    await vi.waitFor(() => expect(history.holes).toHaveLength(1))
    vi.advanceTimersByTime(5_000)
    await vi.waitFor(() => expect(warn).toHaveBeenCalled())
    vi.advanceTimersByTime(10_000)
    await vi.waitFor(() => expect(asked).toHaveLength(3))
    arrive(...Array.from({ length: 31 }, (_, index) => index))
    expect(history.holes).toEqual([])
    warn.mockRestore()
  })
})
