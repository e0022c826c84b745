// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { type Ref, useEffect, useImperativeHandle, useState } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { activeChart } from '@/components/chart/active-chart.ts'
import { ChartPanel } from '@/components/chart/chart-panel.tsx'
import type { ChartHandle } from '@/components/chart/chart-view.tsx'
import { usePausable } from '@/components/pause/pause-stream.tsx'
import { bar, createFakeStream, type FakeStream, quote, series } from '@/components/test-support/fake-stream.ts'
import { layOut } from '@/components/test-support/layout.ts'
import { useStreamClient } from '@/lib/stream/hooks.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'
import { defaultChart } from '@/lib/workspace/workspace.ts'

// A chart that is drawn a while after it was mounted: nobody renders the panel for that.
const drawing = vi.hoisted(() => ({ done: () => undefined as unknown, reset: vi.fn() }))
vi.mock('@/components/chart/chart-view.tsx', () => ({
  ChartView({ ref, symbol }: { readonly ref: Ref<Pick<ChartHandle, 'resetView'>>; readonly symbol: string }) {
    const [drawn, setDrawn] = useState(false)
    const client = useStreamClient()
    useEffect(() => {
      const ignore = () => undefined
      return client.watchBars(symbol, '1m', 10, { onHistory: ignore, onUpdate: ignore })
    }, [client, symbol])
    drawing.done = () => setDrawn(true)
    useImperativeHandle(ref, () => ({ resetView: () => drawing.reset(drawn) }))
    return null
  },
}))

layOut(300, 200)

afterEach(cleanup)

function Pause() {
  return (
    <button type="button" onClick={usePausable().pause}>
      Pause
    </button>
  )
}

const panel = (stream: FakeStream, change: { readonly active?: boolean; readonly known?: readonly string[] } = {}) => (
  <StreamProvider client={stream.client}>
    <ChartPanel
      index={1}
      settings={defaultChart}
      symbol="SIM:A"
      active={change.active ?? false}
      alone={false}
      area="a"
      timeZone="UTC"
      known={change.known ?? ['SIM:A']}
      suggestion={undefined}
    />
  </StreamProvider>
)

test('keys and commands mean the active chart as it is when they come, also when it was drawn after the panel', () => {
  const stream = createFakeStream([quote('SIM:A')])
  const { rerender } = render(panel(stream, { active: true, known: [] }))
  expect(activeChart()).toBeNull()
  rerender(panel(stream, { active: true }))
  act(() => void drawing.done())
  activeChart()?.resetView()
  expect(drawing.reset.mock.calls).toEqual([[true]])
  rerender(panel(stream))
  expect(activeChart()).toBeNull()
})

test('each of two charts of one instrument says from when it is itself, where they were opened apart during a pause', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 1, 12) })
  const stream = createFakeStream([quote('SIM:A')])
  const come = () => act(async () => stream.bars.get('SIM:A 1m')?.onHistory(series('SIM:A', '1m', [bar(0, 1)])))
  const both = (second: boolean) => (
    <>
      <StreamProvider client={stream.client}>
        <Pause />
      </StreamProvider>
      {panel(stream)}
      {second && panel(stream)}
    </>
  )
  const { rerender } = render(both(false))
  await come()
  fireEvent.click(screen.getByText('Pause'))
  const first = screen.getByText(/Paused since/).textContent
  vi.setSystemTime(Date.UTC(2026, 0, 1, 12, 0, 9))
  rerender(both(true))
  await come()
  const since = screen.getAllByText(/Paused since/).map(({ textContent }) => textContent)
  vi.useRealTimers()
  expect(since).toEqual([first, first?.replace(/00$/, '09')])
})

test('each of several charts says itself that its instrument does not trade, or that the page is cut off', () => {
  const stream = createFakeStream([quote('SIM:A')])
  render(panel(stream))
  const title = screen.getByText('A', { exact: false, selector: 'p.font-semibold' })
  expect(title.textContent).toBe('A 1m')
  act(() => stream.setQuote('SIM:A', { status: 'closed' }))
  expect(title.textContent).toBe('A 1mclosed')
  act(() => stream.setConnection({ state: 'offline' }))
  expect(title.textContent).toBe('A 1mstale')
  act(() => stream.setConnection({ state: 'live' }))
  act(() => stream.setQuote('SIM:A', { status: 'live' }))
  expect(title.textContent).toBe('A 1m')
})
