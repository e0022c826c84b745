// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react'
import { SWRConfig } from 'swr'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { PauseNotice } from '@/components/pause/pause-notice.tsx'
import { QuotePanel } from '@/components/quote/quote-panel.tsx'
import { createFakeStream, instrument, quote } from '@/components/test-support/fake-stream.ts'
import { getWorkspace, setWorkspace } from '@/components/workspace/workspace-store.ts'
import { setPageFormats } from '@/lib/market/page-formats.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'

beforeEach(() => vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network in tests'))))
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const show = (stream: ReturnType<typeof createFakeStream>) =>
  render(
    <SWRConfig value={{ provider: () => new Map() }}>
      <StreamProvider client={stream.client}>
        <QuotePanel symbol="SIM:A" />
      </StreamProvider>
    </SWRConfig>,
  )

test('the change is told as an amount and in percent, in the colour of its direction', () => {
  const stream = createFakeStream([quote('SIM:A', { last: 9_950 })])
  show(stream)
  const change = () => screen.getByText('Change').nextElementSibling as HTMLElement
  expect([change().textContent, change().dataset.sign]).toEqual(['\u22120.50 (\u22120.50%)', 'down'])
  act(() => stream.setQuote('SIM:A', { last: 10_050 }))
  expect([change().textContent, change().dataset.sign]).toEqual(['+0.50 (+0.50%)', 'up'])
  act(() => stream.setQuote('SIM:A', { dayOpen: 0 }))
  expect([change().textContent, change().dataset.sign]).toEqual(['–', 'none'])
})

test('the last price is among the figures: on a phone no header says it', () => {
  const stream = createFakeStream([quote('SIM:A', { last: 9_950, direction: -1 })])
  show(stream)
  const last = () => screen.getByText('Last').nextElementSibling as HTMLElement
  expect([last().textContent, last().dataset.sign]).toEqual(['99.50', 'down'])
  act(() => stream.setQuote('SIM:A', { last: 0, direction: 0 }))
  expect(last().textContent).toBe('–')
})

test('a price that is held is not said to be live', () => {
  const stream = createFakeStream([quote('SIM:A')])
  const { rerender } = show(stream)
  const state = () => screen.getByText('State').nextElementSibling?.textContent
  expect(state()).toBe('live')
  rerender(
    <SWRConfig value={{ provider: () => new Map() }}>
      <StreamProvider client={stream.client}>
        <QuotePanel symbol="SIM:A" />
        <PauseNotice />
      </StreamProvider>
    </SWRConfig>,
  )
  const pause = (paused: boolean) => act(() => setWorkspace({ rate: { ...getWorkspace().rate, paused } }))
  pause(true)
  expect(state()).toBe('paused, was live')
  pause(false)
  expect(state()).toBe('live')
})

test('tick and lot are written in the locale, too', () => {
  setPageFormats({ locale: 'de-DE', hourCycle: 'h23' })
  onTestFinished(() => setPageFormats({ locale: 'en-US', hourCycle: 'h23' }))
  show(createFakeStream([quote('SIM:A', { instrument: instrument('SIM:A', { tickSize: '0.01', lotSize: '1000' }) })]))
  expect(screen.getByText('Tick, lot').nextElementSibling?.textContent).toBe('0,01 · 1.000')
})
