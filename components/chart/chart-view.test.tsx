// @vitest-environment jsdom
import { act, render, screen, waitFor } from '@testing-library/react'
import { useEffectEvent, useLayoutEffect } from 'react'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { ChartView } from '@/components/chart/chart-view.tsx'
import type { PriceChart, PriceChartOptions } from '@/components/chart/price-chart.ts'
import { bar, createFakeStream, type FakeStream, series } from '@/components/test-support/fake-stream.ts'
import { layOut } from '@/components/test-support/layout.ts'
import { getWorkspace, setWorkspace } from '@/components/workspace/workspace-store.ts'
import { pageFormats, setPageFormats } from '@/lib/market/page-formats.ts'
import { closeCodes } from '@/lib/protocol/close-codes.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'

// The drawing itself needs a canvas: a real browser's tests see it. Here: what is handed to it, and when it is disposed of.
const made: { options: PriceChartOptions; chart: { [Name in keyof PriceChart]: ReturnType<typeof vi.fn> } }[] = []
const failing = vi.hoisted(() => ({ load: false }))
vi.mock('@/components/chart/price-chart.ts', () => ({
  createPriceChart(options: PriceChartOptions) {
    if (failing.load) throw new Error('chunk missing')
    const chart = {
      setBars: vi.fn(),
      update: vi.fn(),
      clear: vi.fn(),
      setLook: vi.fn(),
      setTheme: vi.fn(),
      setCountdown: vi.fn(),
      readIndicators: vi.fn(() => []),
      resetView: vi.fn(),
      addLayer: vi.fn(),
      visibleRange: vi.fn(),
      showRange: vi.fn(),
      point: vi.fn(),
      ticksPerPixel: vi.fn(() => 1),
      takePicture: vi.fn(),
      destroy: vi.fn(),
    }
    made.push({ options, chart })
    return chart
  },
}))

layOut(800, 400)

const look = { kind: 'candles', scale: 'linear', indicators: [], volume: true, timeZone: 'UTC' } as const

const noSymbols: readonly string[] = []

let stream: FakeStream
const onBar = vi.fn()

beforeEach(() => {
  made.length = 0
  failing.load = false
  onBar.mockReset()
  stream = createFakeStream()
})

const view = (symbol: string, interval: '1m' | '5m') => (
  <StreamProvider client={stream.client}>
    <ChartView symbol={symbol} interval={interval} look={look} compare={noSymbols} table={false} onBar={onBar} />
  </StreamProvider>
)

function Beside({ symbol, onLaidOut }: { readonly symbol: string; readonly onLaidOut: (symbol: string) => void }) {
  const tell = useEffectEvent(onLaidOut)
  useLayoutEffect(() => tell(symbol), [symbol])
  return null
}

async function listener(key: string) {
  await waitFor(() => expect(stream.bars.has(key)).toBe(true))
  const found = stream.bars.get(key)
  if (found === undefined) throw new Error(`Nobody watches ${key}`)
  return found
}

const minute = 60_000

describe('the chart', () => {
  test('draws the history, then only what changed', async () => {
    render(view('SIM:A', '1m'))
    expect(await screen.findByText(/Loading/)).toBeTruthy()
    const bars = await listener('SIM:A 1m')
    const history = series('SIM:A', '1m', [bar(0, 100), bar(minute, 101)])
    act(() => bars.onHistory(history))
    expect(made[0]?.chart.setBars).toHaveBeenCalledWith({ series: history, bars: history.bars })
    expect(screen.getByTestId('chart').dataset.phase).toBe('shown')
    const changed = [bar(minute, 102)]
    const next = series('SIM:A', '1m', [bar(0, 100), ...changed])
    act(() => bars.onUpdate(changed, next))
    expect(made[0]?.chart.update).toHaveBeenCalledWith({ series: next, bars: next.bars }, changed)
    expect(made[0]?.chart.setBars).toHaveBeenCalledTimes(1)
  })

  test('has no bar of the instrument before in the frame that names another one', async () => {
    const cleared = vi.fn()
    const both = (symbol: string) => [
      <div key="view">{view(symbol, '1m')}</div>,
      <Beside key="beside" symbol={symbol} onLaidOut={(named) => cleared(named, made[0]?.chart.clear.mock.calls.length ?? 0)} />,
    ]
    const { rerender } = render(both('SIM:A'))
    await listener('SIM:A 1m')
    rerender(both('SIM:B'))
    expect(cleared.mock.calls).toEqual([
      ['SIM:A', 0],
      ['SIM:B', 1],
    ])
  })

  test('is made once, whatever symbol and interval it shows, and disposed of when it leaves the page', async () => {
    const { rerender, unmount } = render(view('SIM:A', '1m'))
    await listener('SIM:A 1m')
    rerender(view('SIM:B', '5m'))
    await listener('SIM:B 5m')
    expect(stream.bars.has('SIM:A 1m')).toBe(false)
    expect(made).toHaveLength(1)
    unmount()
    expect(made[0]?.chart.destroy).toHaveBeenCalledTimes(1)
    expect(stream.bars.size).toBe(0)
  })

  test('says what it waits for when there are no trades yet', async () => {
    render(view('SIM:A', '5m'))
    const bars = await listener('SIM:A 5m')
    act(() => bars.onHistory(series('SIM:A', '5m', [])))
    expect(screen.getByText(/No trades yet/).textContent).toContain('5m')
  })

  test('does not claim to load while nothing can come, and says what it waits for', async () => {
    render(view('SIM:A', '5m'))
    await listener('SIM:A 5m')
    expect(screen.getByText('Loading the chart …')).toBeTruthy()
    act(() => stream.setConnection({ state: 'reconnecting' }))
    expect(screen.queryByText(/Loading/)).toBeNull()
    expect(screen.getByText('Not connected: the chart loads when the connection is back.')).toBeTruthy()
    act(() => stream.setConnection({ state: 'closed', closeCode: closeCodes.unauthorized.code }))
    expect(screen.getByText('No access: the chart loads once this page has a good token.')).toBeTruthy()
    act(() => stream.setConnection({ state: 'closed', closeCode: closeCodes.policy.code }))
    expect(screen.getByText('Not connected: the server ended the connection.')).toBeTruthy()
    act(() => stream.setConnection({ state: 'live', closeCode: undefined }))
    expect(screen.getByText('Loading the chart …')).toBeTruthy()
  })

  test('reads out the newest bar, or the one that is pointed at', async () => {
    render(view('SIM:A', '1m'))
    const bars = await listener('SIM:A 1m')
    const [first, second] = [bar(0, 100), bar(minute, 101)]
    act(() => bars.onHistory(series('SIM:A', '1m', [first, second])))
    expect(onBar).toHaveBeenLastCalledWith(expect.objectContaining({ bar: second, pointed: false }))
    act(() => made[0]?.options.onPointed(0))
    expect(onBar).toHaveBeenLastCalledWith(expect.objectContaining({ bar: first, pointed: true }))
    act(() => made[0]?.options.onPointed(undefined))
    expect(onBar).toHaveBeenLastCalledWith(expect.objectContaining({ bar: second, pointed: false }))
  })

  test('takes the colours of a theme that is chosen while it is open', async () => {
    render(view('SIM:A', '1m'))
    await listener('SIM:A 1m')
    document.documentElement.dataset.theme = 'light'
    await waitFor(() => expect(made[0]?.chart.setTheme).toHaveBeenCalled())
  })

  test('a chart that cannot be loaded says so and leaves the rest alone', async () => {
    failing.load = true
    const error = vi.spyOn(console, 'error').mockReturnValue()
    render(view('SIM:A', '1m'))
    expect((await screen.findByRole('alert')).textContent).toContain('could not be loaded')
    expect(stream.bars.size).toBe(0)
    error.mockRestore()
  })

  test('loads older bars when somebody scrolls towards the start, and puts them in front', async () => {
    const row = (timeMs: number, price: string) => [timeMs, price, price, price, price, '1.000', 1]
    const asked: string[] = []
    vi.stubGlobal('fetch', (path: string) => {
      asked.push(path)
      const bars = [row(0, '0.90'), row(minute, '0.95')]
      return Promise.resolve(
        Response.json({ symbol: 'SIM:A', interval: '1m', tickSize: '0.01', lotSize: '0.001', bars, next: null, missing: [] }),
      )
    })
    render(view('SIM:A', '1m'))
    const bars = await listener('SIM:A 1m')
    act(() => bars.onHistory(series('SIM:A', '1m', [bar(2 * minute, 100)])))
    act(() => made[0]?.options.onNearStart())
    await waitFor(() => expect(made[0]?.chart.setBars).toHaveBeenCalledTimes(2))
    expect(asked).toEqual([`/api/bars?symbol=SIM%3AA&interval=1m&limit=1000&to=${2 * minute + 1}`])
    expect(made[0]?.chart.setBars.mock.lastCall?.[0].bars.map((each: { close: number }) => each.close)).toEqual([90, 95, 100])
    act(() => made[0]?.options.onNearStart())
    expect(asked).toHaveLength(1)
  })

  test('says that nothing older is known of the start of all bars only, also while those that came last are still being drawn', async () => {
    const row = [0, '1.00', '1.00', '1.00', '1.00', '1.000', 1]
    vi.stubGlobal('fetch', () =>
      Promise.resolve(
        Response.json({
          symbol: 'SIM:A',
          interval: '1m',
          tickSize: '0.01',
          lotSize: '0.001',
          bars: [row],
          next: null,
          missing: [],
        }),
      ),
    )
    render(view('SIM:A', '1m'))
    const bars = await listener('SIM:A 1m')
    act(() => bars.onHistory(series('SIM:A', '1m', [bar(minute, 100)])))
    const chart = made[0]
    if (chart === undefined) throw new Error('No chart was made')
    chart.chart.visibleRange.mockReturnValue({ from: -1, to: 4 })
    act(() => {
      chart.options.onRange?.({ from: -1, to: 4 })
      chart.options.onNearStart()
    })
    expect(screen.getByTestId('chart-note').textContent).toMatch(/Loading older bars/)
    chart.chart.visibleRange.mockReturnValue({ from: 0, to: 5 })
    await waitFor(() => expect(screen.getByTestId('chart-note').textContent).toBe(''))
    expect(chart.chart.setBars).toHaveBeenCalledTimes(2)
    act(() => chart.options.onRange?.({ from: -1, to: 4 }))
    expect(screen.getByTestId('chart-note').textContent).toMatch(/Nothing older is known/)
  })

  test("counts down to the close of the bar by the server's clock", async () => {
    vi.useFakeTimers({ now: 30_000, shouldAdvanceTime: true })
    stream.setConnection({ clockOffsetMs: 10_000 })
    render(view('SIM:A', '1m'))
    const bars = await listener('SIM:A 1m')
    act(() => bars.onHistory(series('SIM:A', '1m', [bar(0, 100)])))
    expect(made[0]?.chart.setCountdown).toHaveBeenLastCalledWith(expect.stringMatching(/^00:(20|19)$/))
    vi.useRealTimers()
  })

  test('counts nothing down while no trade can come, cut off, stale, halted or closed, nor while all is paused', async () => {
    stream.setQuote('SIM:A', { status: 'live' })
    render(view('SIM:A', '1m'))
    const bars = await listener('SIM:A 1m')
    act(() => bars.onHistory(series('SIM:A', '1m', [bar(0, 100)])))
    const countdown = () => made[0]?.chart.setCountdown.mock.lastCall?.[0]
    expect(countdown()).toMatch(/\d/)
    act(() => stream.setConnection({ state: 'offline' }))
    expect(countdown()).toBe('')
    act(() => stream.setConnection({ state: 'live' }))
    expect(countdown()).toMatch(/\d/)
    for (const status of ['stale', 'halted', 'closed'] as const) {
      act(() => stream.setQuote('SIM:A', { status }))
      expect(countdown()).toBe('')
      act(() => stream.setQuote('SIM:A', { status: 'live' }))
      expect(countdown()).toMatch(/\d/)
    }
    act(() => setWorkspace({ rate: { ...getWorkspace().rate, paused: true } }))
    expect(countdown()).toBe('')
    act(() => setWorkspace({ rate: { ...getWorkspace().rate, paused: false } }))
    expect(countdown()).toMatch(/\d/)
  })

  test('counts nothing down in a recording, which has a day of its own', async () => {
    render(view('SIM:A', '1m'))
    const bars = await listener('SIM:A 1m')
    const recorded = series('SIM:A', '1m', [bar(0, 100)])
    act(() => bars.onHistory({ ...recorded, instrument: { ...recorded.instrument, origin: 'replay' } }))
    expect(made[0]?.chart.setCountdown.mock.lastCall).toEqual([''])
  })

  test('counts down in the digits of the page', async () => {
    const before = pageFormats()
    setPageFormats({ locale: 'fa-IR', hourCycle: 'h23' })
    render(view('SIM:A', '1m'))
    const bars = await listener('SIM:A 1m')
    act(() => bars.onHistory(series('SIM:A', '1m', [bar(0, 100)])))
    expect(made[0]?.chart.setCountdown).toHaveBeenLastCalledWith(expect.stringMatching(/^[۰-۹]{2}:[۰-۹]{2}$/))
    setPageFormats(before)
  })
})
