// @vitest-environment jsdom
import { cleanup, renderHook } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createFakeStream } from '@/components/test-support/fake-stream.ts'
import { useListQuotes } from '@/components/watchlist/use-list-quotes.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

test('a list longer than a connection may have leaves room for what is on the screen', () => {
  const stream = createFakeStream([])
  const symbols = Array.from({ length: 10_000 }, (_, index) => `SIM:S${index}`)
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <StreamProvider client={stream.client}>{children}</StreamProvider>
  )
  renderHook(() => useListQuotes(symbols, symbols.slice(-40)), { wrapper })
  vi.runOnlyPendingTimers()
  const watched = symbols.filter((symbol) => stream.watched(symbol).length > 0)
  expect(watched.length).toBeLessThan(4_900)
  expect(watched.slice(-40)).toEqual(symbols.slice(-40))
  expect(watched[0]).toBe(symbols[0])
})
