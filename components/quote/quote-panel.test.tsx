// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react'
import { SWRConfig } from 'swr'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { QuotePanel } from '@/components/quote/quote-panel.tsx'
import { createFakeStream, quote } from '@/components/test-support/fake-stream.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'

beforeEach(() => vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network in tests'))))
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

test('the change is told as an amount and in percent, in the colour of its direction', () => {
  const stream = createFakeStream([quote('SIM:A', { last: 9_950 })])
  render(
    <SWRConfig value={{ provider: () => new Map() }}>
      <StreamProvider client={stream.client}>
        <QuotePanel symbol="SIM:A" />
      </StreamProvider>
    </SWRConfig>,
  )
  const change = () => screen.getByText('Change').nextElementSibling as HTMLElement
  expect([change().textContent, change().dataset.sign]).toEqual(['\u22120.50 (\u22120.50%)', 'down'])
  act(() => stream.setQuote('SIM:A', { last: 10_050 }))
  expect([change().textContent, change().dataset.sign]).toEqual(['+0.50 (+0.50%)', 'up'])
  act(() => stream.setQuote('SIM:A', { dayOpen: 0 }))
  expect([change().textContent, change().dataset.sign]).toEqual(['–', 'none'])
})
