// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { alertRuntime } from '@/components/alerts/alert-runtime.ts'
import { alertsKey } from '@/components/alerts/alerts-key.ts'
import { createFakeStream, type FakeStream, quote } from '@/components/test-support/fake-stream.ts'
import { getWorkspace, resetWorkspace } from '@/components/workspace/workspace-store.ts'
import type { AlertCondition } from '@/lib/alerts/alert-rule.ts'
import { ruleOf } from '@/lib/alerts/quotes.test-support.ts'

let stream: FakeStream
let asked: URLSearchParams[]
/** What the server kept, as it sends it. */
let bars: readonly unknown[]
let missing: readonly unknown[]

beforeEach(() => {
  // The alerts of a page that is gone would write on.
  vi.useFakeTimers({ toFake: ['setInterval'] })
  localStorage.clear()
  resetWorkspace()
  getWorkspace()
  asked = []
  bars = []
  missing = []
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(new URL(path, 'http://localhost').searchParams)
    return Response.json({ bars, tickSize: '0.01', lotSize: '0.001', missing })
  })
  stream = createFakeStream([quote('SIM:A', { last: 10_000, receivedTimeMs: Date.now() })])
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const crosses = (level: string): AlertCondition => ({ kind: 'price', direction: 'either', level })
const alertOn = (id: string, condition: AlertCondition) => ruleOf(condition, { id, repeat: 'once' })

describe('alerts at work', () => {
  test('count a price that was touched between two updates', async () => {
    const { book, add } = alertRuntime(stream.client)
    add(alertOn('a', crosses('101')))
    await vi.waitFor(() => expect(stream.heard('SIM:A')).toHaveLength(1))
    stream.setQuote('SIM:A', { tradeCount: 4, mergedTrades: 3, mergedHigh: 10_200, mergedLow: 10_000 })
    expect(book.list()[0]?.state).toBe('fired')
    expect(asked).toEqual([])
  })

  test('find in what the server kept a price that was touched and left while the page was cut off', async () => {
    const { book, add } = alertRuntime(stream.client)
    add(alertOn('a', crosses('101')))
    await vi.waitFor(() => expect(stream.heard('SIM:A')).toHaveLength(1))
    bars = [[Date.now() + 1_000, '100.00', '102.00', '99.00', '100.00', '1', 5]]
    const receivedTimeMs = Date.now() + 600_000.201
    stream.setQuote('SIM:A', { status: 'stale' })
    // All that passed is counted, and only the last of it told.
    stream.setQuote('SIM:A', {
      status: 'live',
      tradeCount: 90,
      mergedTrades: 89,
      mergedHigh: 1e4,
      mergedLow: 1e4,
      receivedTimeMs,
    })
    await vi.waitFor(() => expect(book.list()).toMatchObject([{ state: 'fired', firedPrice: '100.00' }]))
    expect(asked.map((parameters) => parameters.get('interval'))).toEqual(['1s'])
    for (const name of ['from', 'to']) expect(asked[0]?.get(name)).toMatch(/^\d+$/)
  })

  test('ask again, once, where the server itself has yet to fill that time, and then not', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'setTimeout'] })
    const { book, add } = alertRuntime(stream.client)
    add(alertOn('a', crosses('101')))
    await vi.waitFor(() => expect(stream.heard('SIM:A')).toHaveLength(1))
    const receivedTimeMs = Date.now() + 600_000
    missing = [[Date.now(), receivedTimeMs]]
    stream.setQuote('SIM:A', { tradeCount: 90, mergedTrades: 1, mergedHigh: 1e4, mergedLow: 1e4, receivedTimeMs })
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    bars = [[Date.now() + 1_000, '100.00', '102.00', '99.00', '100.00', '1', 5]]
    await vi.advanceTimersByTimeAsync(120_000)
    expect(book.list()[0]?.state).toBe('fired')
    expect(asked).toHaveLength(2)
  })

  test('know the past of their instrument, too, where another alert watches it already', async () => {
    const { book, add } = alertRuntime(stream.client)
    add(alertOn('a', crosses('150')))
    await vi.waitFor(() => expect(stream.heard('SIM:A')).toHaveLength(1))
    expect(asked).toEqual([])
    // Three percent lower some minutes ago.
    bars = [[Date.now() - 300_000, '97.00', '97.00', '97.00', '97.00', '1', 5]]
    add(alertOn('b', { kind: 'percent', direction: 'up', percent: 3, windowMs: 900_000 }))
    await vi.waitFor(() => expect(asked.map((parameters) => parameters.get('interval'))).toEqual(['1m']))
    await vi.waitFor(() => {
      stream.setQuote('SIM:A', { bid: 9_000 + Math.floor(performance.now() % 100) })
      stream.setQuote('SIM:A', { last: 10_001 + Math.floor(performance.now() % 2) })
      expect(book.list()[1]?.state).toBe('fired')
    })
    const [, fired] = book.list()
    if (fired === undefined) throw new Error('There is no such alert')
    book.setEnabled(fired.rule.id, true)
    await vi.waitFor(() => expect(asked).toHaveLength(2))
  })

  test('know the past of their instrument, too, where one comes back or comes from another tab', async () => {
    const { book, add } = alertRuntime(stream.client)
    add(alertOn('a', crosses('150')))
    add(alertOn('b', { kind: 'volume', factor: 3, windowMs: 900_000 }))
    await vi.waitFor(() => expect(asked).toHaveLength(1))
    book.remove('b')?.()
    await vi.waitFor(() => expect(asked).toHaveLength(2))
    const stored = JSON.parse(localStorage.getItem(alertsKey) ?? '{}')
    book.restore(JSON.stringify({ ...stored, alerts: [...stored.alerts, { ...stored.alerts[1], id: 'c' }] }))
    await vi.waitFor(() => expect(asked).toHaveLength(3))
  })

  test('that another tab set stay when this one has not heard of them, as after it slept', () => {
    const { book, add } = alertRuntime(stream.client)
    add(alertOn('a', crosses('101')))
    const stored = JSON.parse(localStorage.getItem(alertsKey) ?? '{}')
    const other = { ...stored.alerts[0], id: 'other', condition: crosses('250') }
    localStorage.setItem(alertsKey, JSON.stringify({ ...stored, alerts: [...stored.alerts, other] }))
    add(alertOn('b', crosses('102')))
    expect(book.list().map(({ rule }) => rule.id)).toEqual(['a', 'b', 'other'])
    expect(localStorage.getItem(alertsKey)).toContain('"250"')
  })

  test('that are gone from what is stored, and there again as they were, are there again', () => {
    const { book, add } = alertRuntime(stream.client)
    add(alertOn('a', crosses('101')))
    const text = localStorage.getItem(alertsKey) ?? ''
    const tell = (newValue: string | null) => window.dispatchEvent(new StorageEvent('storage', { key: alertsKey, newValue }))
    localStorage.removeItem(alertsKey)
    tell(null)
    expect(book.list()).toEqual([])
    localStorage.setItem(alertsKey, text)
    tell(text)
    expect(book.list().map(({ rule }) => rule.id)).toEqual(['a'])
  })
})
