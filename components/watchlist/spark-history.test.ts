// @vitest-environment jsdom
import { act, cleanup, renderHook } from '@testing-library/react'
import { createElement, type ReactNode } from 'react'
import { SWRConfig } from 'swr'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useSparkHistory } from '@/components/watchlist/spark-history.ts'

let closes: readonly string[] = []
const asked = vi.fn()
let cache = new Map()
const wrapper = ({ children }: { readonly children: ReactNode }) =>
  createElement(SWRConfig, { value: { provider: () => cache } }, children)
const initialProps: { readonly symbol: string | undefined; readonly isPaused?: boolean } = { symbol: 'SIM:A' }
const show = () => renderHook(({ symbol, isPaused }) => useSparkHistory(symbol, isPaused), { wrapper, initialProps })
const pass = (ms: number) =>
  act(async () => {
    await vi.advanceTimersByTimeAsync(ms)
    await vi.dynamicImportSettled()
    await vi.advanceTimersByTimeAsync(100)
  })

beforeEach(() => {
  vi.useFakeTimers()
  cache = new Map()
  asked.mockReset()
  vi.stubGlobal('fetch', () => {
    asked()
    return Promise.resolve(Response.json({ closes: [['SIM:A', '0.01', closes]] }))
  })
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

test('what the server has no past of yet is asked for again', async () => {
  closes = []
  const { result } = show()
  await pass(1_000)
  expect(result.current).toEqual([])
  closes = ['1.00', '1.01']
  await pass(21_000)
  expect(result.current).toEqual([100, 101])
})

test('a row that comes back later has the hour of now, one that comes back at once asks nobody', async () => {
  closes = ['1.00', '1.01']
  const { result, rerender } = show()
  await pass(1_000)
  rerender({ symbol: undefined })
  await pass(1_000)
  rerender({ symbol: 'SIM:A' })
  await pass(1_000)
  expect(result.current).toEqual([100, 101])
  expect(asked).toHaveBeenCalledTimes(1)
  rerender({ symbol: undefined })
  closes = ['1.05', '1.06']
  await pass(60 * 60_000)
  rerender({ symbol: 'SIM:A' })
  await pass(1_000)
  expect(result.current).toEqual([105, 106])
})

test('a row that stays in view is drawn anew from time to time: while a device sleeps it adds no points', async () => {
  closes = ['1.00', '1.01']
  const { result } = show()
  await pass(1_000)
  closes = ['1.05', '1.06']
  await pass(301_000)
  expect(result.current).toEqual([105, 106])
})

test('in a pause the line stands still as the price beside it does, and is drawn anew after it', async () => {
  closes = ['1.00', '1.01']
  const { result, rerender } = show()
  await pass(1_000)
  rerender({ symbol: 'SIM:A', isPaused: true })
  closes = ['1.05', '1.06']
  await pass(301_000)
  window.dispatchEvent(new Event('focus'))
  await pass(1_000)
  // Out of view and back.
  rerender({ symbol: undefined, isPaused: true })
  rerender({ symbol: 'SIM:A', isPaused: true })
  await pass(1_000)
  expect(result.current).toEqual([100, 101])
  rerender({ symbol: 'SIM:A', isPaused: false })
  await pass(301_000)
  expect(result.current).toEqual([105, 106])
})
