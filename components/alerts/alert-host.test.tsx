// @vitest-environment jsdom
import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { AlertHost } from '@/components/alerts/alert-host.tsx'
import { alertsKey } from '@/components/alerts/alerts-key.ts'
import { UnreadAlerts } from '@/components/alerts/unread-alerts.tsx'
import { createFakeStream, quote } from '@/components/test-support/fake-stream.ts'
import Toast from '@/components/workspace/toast.tsx'
import { getWorkspace, resetWorkspace } from '@/components/workspace/workspace-store.ts'
import { serialiseAlerts } from '@/lib/alerts/alert-file.ts'
import { createAlertMemory } from '@/lib/alerts/alert-memory.ts'
import { ruleOf } from '@/lib/alerts/quotes.test-support.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'
import { layoutKeys } from '@/lib/workspace/layout-keys.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
  resetWorkspace()
  vi.useRealTimers()
})

test('saved alerts that cannot be read are told of where nobody looks at the list of them, beside what else is told', async () => {
  localStorage.setItem(layoutKeys.current, 'garbage')
  vi.useFakeTimers({ toFake: ['setInterval'], shouldAdvanceTime: true })
  localStorage.setItem(alertsKey, 'garbage')
  getWorkspace()
  render(
    <StreamProvider client={createFakeStream().client}>
      <AlertHost />
      <Toast />
    </StreamProvider>,
  )
  expect(
    await screen.findByText(/^The saved layout could not be read.* The saved alerts could not be read\. See Alerts\.$/),
  ).toBeTruthy()
})

test('a tab that began without alerts watches the first that another sets, which may be closed before it fires', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'], shouldAdvanceTime: true })
  const stream = createFakeStream([quote('SIM:A', { last: 10_000 })])
  render(
    <StreamProvider client={stream.client}>
      <AlertHost />
      <UnreadAlerts />
    </StreamProvider>,
  )
  const rule = ruleOf({ kind: 'price', direction: 'up', level: '101' })
  const text = serialiseAlerts([{ rule, memory: createAlertMemory() }])
  localStorage.setItem(alertsKey, text)
  act(() => void window.dispatchEvent(new StorageEvent('storage', { key: alertsKey, newValue: text })))
  await waitFor(() => expect(stream.watched('SIM:A')).toEqual([1]))
  stream.setQuote('SIM:A', { last: 10_050 })
  stream.setQuote('SIM:A', { last: 10_200, tradeCount: 2, mergedTrades: 1, mergedHigh: 10_200, mergedLow: 10_200 })
  expect(await screen.findByText('unread')).toBeTruthy()
})
