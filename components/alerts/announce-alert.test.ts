// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react'
import { expect, onTestFinished, test, vi } from 'vitest'
import { announceAlert, describeEvent } from '@/components/alerts/announce-alert.ts'
import { useMessage } from '@/components/workspace/workspace-store.ts'
import type { AlertEvent } from '@/lib/alerts/evaluate-alert.ts'
import { ruleOf } from '@/lib/alerts/quotes.test-support.ts'

const rule = ruleOf({ kind: 'price', direction: 'up', level: '101' }, { note: 'Mine' })
const event: AlertEvent = {
  ruleId: rule.id,
  symbol: rule.symbol,
  key: 'r#1',
  kind: 'price',
  timeMs: 1,
  direction: 'up',
  price: 10_050,
  tickSize: '0.01',
  amount: undefined,
  coverage: 'exact',
}

test('alerts that fire in one moment are all told, and those of before no more', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const { result } = renderHook(useMessage)
  const announce = (note: string) => act(() => announceAlert(event, { ...rule, note }))
  announce('One')
  announce('Two')
  expect(result.current.text).toMatch(/One · .*Two$/)
  vi.advanceTimersByTime(5_000)
  announce('Three')
  expect(result.current.text).not.toContain('Two')
})

test.each([
  ['exact', /^A rises to 101: 100\.50 at \d\d:\d\d:\d\d\. Mine$/],
  ['gap', /^A rises to 101: 100\.50, found at \d\d:\d\d:\d\d after updates were missed\. Mine$/],
  ['away', /^A rises to 101: 100\.50 while you were away\. Mine$/],
] as const)('of what is known as %s, an alert names no moment but one that is known', (coverage, text) => {
  expect(describeEvent({ ...event, coverage }, rule)).toMatch(text)
})
