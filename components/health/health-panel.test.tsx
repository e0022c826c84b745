// @vitest-environment jsdom
import { act, render, screen, within } from '@testing-library/react'
import { SWRConfig } from 'swr'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { HealthPanel } from '@/components/health/health-panel.tsx'
import { milliseconds } from '@/components/health/health-row.tsx'
import { headerHz } from '@/components/instrument/header-rate.ts'
import { createFakeStream, type FakeStream, quote } from '@/components/test-support/fake-stream.ts'
import { pageFormats, setPageFormats } from '@/lib/market/page-formats.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'

const startMs = 1_700_000_000_000
let stream: FakeStream

beforeEach(() => {
  vi.useFakeTimers({ now: startMs })
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ quotes: [] })))
  stream = createFakeStream([quote('SIM:A'), quote('SIM:B'), quote('SIM:C')])
  stream.setRates([
    { wanted: 10, asked: 10, granted: 10, symbols: new Set(['SIM:A', 'SIM:B']) },
    { wanted: 1, asked: 1, granted: 1, symbols: new Set(['SIM:C']) },
  ])
  render(
    <SWRConfig value={{ provider: () => new Map() }}>
      <StreamProvider client={stream.client}>
        <HealthPanel symbol="SIM:A" />
      </StreamProvider>
    </SWRConfig>,
  )
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

let trades = 1

/** The stream shows A so often a second, each time with so many trades, and B as often, at other moments. */
function run(seconds: number, timesASecond: number, tradesEach: number): void {
  for (let time = 0; time < seconds * timesASecond; time++) {
    act(() => {
      vi.advanceTimersByTime(500 / timesASecond)
      stream.setQuote('SIM:B', { receivedTimeMs: Date.now(), venueTimeMs: 0 })
      trades += tradesEach
      vi.advanceTimersByTime(500 / timesASecond)
      stream.setQuote('SIM:A', { receivedTimeMs: Date.now(), venueTimeMs: 0, tradeCount: trades })
    })
  }
}
const spaced = (element: Element | null) => element?.textContent.replaceAll('\u00a0', ' ')
const age = () => spaced(screen.getByRole('region', { name: 'Age of the price' }))

test('the rate of a price says what is shown beside what was asked and granted', () => {
  run(6, 4, 9)
  expect(age()).toContain('Rate, Hz10 asked, 10 granted, 4 shown')
  expect(age()).toContain('Shown/s4')
  expect(age()).toContain('Trades/s36')
  expect(age()).toContain('Merged9.0 trades an update')
})

test('where the stream is received is said, and that a page has to do it itself', () => {
  const received = () => screen.queryByText('Received in')?.nextElementSibling?.textContent
  expect(received()).toBeUndefined()
  act(() => stream.setConnection({ receivedIn: 'worker' }))
  expect(received()).toBe('a worker')
  act(() => stream.setConnection({ receivedIn: 'page' }))
  expect(received()).toBe('the page itself')
})

test('what is counted is heard of as often as the price is shown, neither less nor more', () => {
  expect(stream.heard('SIM:A')).toEqual([headerHz])
  expect(stream.watched('SIM:A')).toEqual([headerHz])
})

test('of prices in view it is said how often any is shown, and nothing of those out of view', () => {
  run(6, 4, 1)
  const rows = within(screen.getByRole('region', { name: 'Figures' }))
  expect(spaced(rows.getByText('2 prices').nextElementSibling)).toBe('10 asked, 10 granted, 8 shown')
  expect(spaced(rows.getByText('1 price').nextElementSibling)).toBe('1 asked, 1 granted')
  expect(stream.heard('SIM:B')).toEqual([10])
  expect(stream.heard('SIM:C')).toEqual([])
})

test('prices of a rate that nobody asks for any more are not listened to', () => {
  run(2, 4, 1)
  expect(stream.heard('SIM:B')).toEqual([10])
  act(() => stream.setRates([]))
  run(2, 1, 1)
  expect(stream.heard('SIM:B')).toEqual([])
})

test('a clock that is behind makes no time below zero', () => {
  act(() => stream.setConnection({ clockOffsetMs: -21 }))
  run(3, 4, 1)
  expect(age()).toContain('Flush to screen0.0 ms')
  expect(screen.getByRole('region', { name: 'Figures' }).textContent).not.toMatch(/[-−]\d/)
})

test('while nothing comes, what was granted and how long the last price took are not said to hold', () => {
  run(3, 4, 1)
  expect(age()).toContain('Flush to screen0.0 ms')
  act(() => stream.setConnection({ state: 'reconnecting', roundTripMs: undefined }))
  act(() => vi.advanceTimersByTime(1_000))
  expect(age()).toContain('Flush to screenunknown')
  expect(age()).toContain('10 asked, not answered')
  expect(age()).toContain('Wait for the flushunknown')
  const figures = screen.getByRole('region', { name: 'Figures' })
  expect(spaced(figures)).not.toContain('granted')
})

test('every figure is written as the page writes numbers', () => {
  const formats = pageFormats()
  onTestFinished(() => setPageFormats(formats))
  setPageFormats({ locale: 'fa-IR', hourCycle: 'h23' })
  act(() => stream.setConnection({ rateLimit: { hz: 0.5, because: 'chosen' }, frameWaitMs: 4 }))
  run(3, 4, 1)
  expect(screen.getByRole('region', { name: 'Figures' }).textContent).not.toMatch(/\d/)
})

test.each([
  [4.25, '4.3 ms'],
  [20_400, '20,400 ms'],
  [3_600_000, '1 h'],
  [72_769_315_800, '842 d'],
])('%d ms are said to be %s', (value, text) => {
  expect(milliseconds(value)).toBe(text)
})
