// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ConnectionIndicator } from '@/components/connection/connection-indicator.tsx'
import { ConnectionNotice } from '@/components/connection/connection-notice.tsx'
import { FeedBadge } from '@/components/connection/feed-badge.tsx'
import { createFakeStream, type FakeStream } from '@/components/test-support/fake-stream.ts'
import { closeCodes } from '@/lib/protocol/close-codes.ts'
import { tokenChangedEvent, tokenKey } from '@/lib/stream/page-token.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'

let stream: FakeStream

beforeEach(() => {
  vi.useFakeTimers({ now: 100_000 })
  stream = createFakeStream()
  render(
    <StreamProvider client={stream.client}>
      <FeedBadge />
      <ConnectionIndicator />
      <ConnectionNotice />
    </StreamProvider>,
  )
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const advance = (ms: number) => act(() => vi.advanceTimersByTime(ms))

test('the countdown runs for the eye, while a listener hears the state once', () => {
  act(() => stream.setConnection({ state: 'reconnecting', retryAtMs: 105_000 }))
  expect(screen.getByText('Retry in 5 s')).toBeTruthy()
  const spoken = screen.getByRole('status').textContent
  advance(2000)
  expect(screen.getByText('Retry in 3 s')).toBeTruthy()
  expect(screen.getByRole('status').textContent).toBe(spoken)
})

test('a blink of the connection is not worth a notice, a break is, and it goes when the break is over', () => {
  act(() => stream.setConnection({ state: 'reconnecting' }))
  advance(1000)
  expect(screen.queryByTestId('connection-notice')).toBeNull()
  advance(1000)
  expect(screen.getByTestId('connection-notice').textContent).toContain('last known')
  act(() => stream.setConnection({ state: 'live', reconnects: 1, missed: { trades: 0, instruments: 0 } }))
  expect(screen.getByTestId('connection-notice').textContent).toBe('Back. Nothing was missed.')
  advance(7000)
  expect(screen.queryByTestId('connection-notice')).toBeNull()
})

test('what a break cost is said in numbers', () => {
  act(() => stream.setConnection({ reconnects: 1, missed: { trades: 1234, instruments: 20 } }))
  expect(screen.getByTestId('connection-notice').textContent).toContain('1,234 trades in 20 instruments')
})

test('a server that restarted makes it unknown', () => {
  act(() => stream.setConnection({ reconnects: 1, missed: 'unknown' }))
  expect(screen.getByTestId('connection-notice').textContent).toContain('cannot be known')
})

test('a server that asks for a token is given one where it says so, and what is none is not sent', async () => {
  vi.useRealTimers()
  const given: (string | undefined)[] = []
  const hear = () => given.push(globalThis.ticklaneToken)
  window.addEventListener(tokenChangedEvent, hear)
  act(() => stream.setConnection({ state: 'closed', reason: 'no', closeCode: closeCodes.policy.code }))
  expect(screen.queryByTestId('token-panel')).toBeNull()
  act(() => stream.setConnection({ closeCode: closeCodes.unauthorized.code }))
  expect((await screen.findByTestId('token-panel')).textContent).toContain('this page has none')
  expect(screen.queryByTestId('connection-notice')).toBeNull()
  const field = screen.getByPlaceholderText('Paste a token')
  fireEvent.change(field, { target: { value: 'nonsense' } })
  fireEvent.click(screen.getByRole('button', { name: 'Use it' }))
  expect(screen.getByRole('alert').textContent).toContain('That is no token')
  expect(given).toEqual([])
  fireEvent.change(field, { target: { value: 'Bearer a.b.c' } })
  fireEvent.click(screen.getByRole('button', { name: 'Use it' }))
  expect(given).toEqual(['a.b.c'])
  expect(sessionStorage.getItem(tokenKey)).toBe('a.b.c')
  act(() => stream.setConnection({ state: 'live' }))
  expect(screen.queryByTestId('token-panel')).toBeNull()
  window.removeEventListener(tokenChangedEvent, hear)
  globalThis.ticklaneToken = undefined
  sessionStorage.clear()
})

test('the badge appears with the first feed that is not live', () => {
  expect(screen.queryByRole('note')).toBeNull()
  const feed = { feed: 'sim', venue: 'SIM', origin: 'simulated', state: 'connected', reason: '', sinceMs: 0 } as const
  act(() => stream.setConnection({ feeds: [feed] }))
  expect(screen.getByRole('note').textContent).toContain('Simulated')
  act(() => stream.setConnection({ feeds: [{ ...feed, origin: 'live' }] }))
  expect(screen.queryByRole('note')).toBeNull()
})
