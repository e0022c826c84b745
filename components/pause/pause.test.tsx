// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { holdTopics } from '@/components/pause/hold-topics.ts'
import { createPausableStream } from '@/components/pause/pausable-stream.ts'
import { PauseButton } from '@/components/pause/pause-button.tsx'
import { describePassed, PauseNotice } from '@/components/pause/pause-notice.tsx'
import { PauseStream } from '@/components/pause/pause-stream.tsx'
import { bar, createFakeStream, quote, series } from '@/components/test-support/fake-stream.ts'
import Toast from '@/components/workspace/toast.tsx'
import { resetWorkspace } from '@/components/workspace/workspace-store.ts'
import { useQuote } from '@/lib/stream/hooks.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'

beforeEach(() => {
  localStorage.clear()
  window.history.replaceState(null, '', '/')
  resetWorkspace()
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

function Price() {
  return <output>{useQuote('SIM:A')?.last}</output>
}

test('a pause holds the picture, says so and how old it is, and ends with what passed and the current price', () => {
  vi.useFakeTimers()
  const stream = createFakeStream([quote('SIM:A', { last: 1, tradeCount: 5 })])
  const { container } = render(
    <StreamProvider client={stream.client}>
      <PauseStream>
        <Price />
      </PauseStream>
      <PauseNotice />
      <PauseButton />
      <Toast />
    </StreamProvider>,
  )
  const price = () => container.querySelector('output')?.textContent
  const button = screen.getByRole('button', { name: 'Pause prices' })
  fireEvent.click(button)
  expect(button.getAttribute('aria-pressed')).toBe('true')
  act(() => stream.setQuote('SIM:A', { last: 2, tradeCount: 12 }))
  act(() => vi.advanceTimersByTime(65_000))
  expect(price()).toBe('1')
  expect(screen.getByText(/^Since \d\d:\d\d:\d\d, 1 min 05 s ago\.$/)).toBeTruthy()
  fireEvent.click(button)
  expect(price()).toBe('2')
  expect(screen.queryByText(/Paused/)).toBeNull()
  expect(screen.getByText('Resumed. Passed meanwhile: 7 trades in 1 instrument; everything shown is current.')).toBeTruthy()
})

test('bars that changed during a pause come at once after it, each in its latest state', () => {
  const stream = createFakeStream()
  const pausable = createPausableStream(stream.client)
  const onUpdate = vi.fn()
  holdTopics(pausable.client, pausable).watchBars('SIM:A', '1m', 10, { onHistory: () => undefined, onUpdate })
  const source = stream.bars.get('SIM:A 1m')
  const of = series('SIM:A', '1m', [])
  source?.onHistory(of)
  pausable.pause()
  source?.onUpdate([bar(60_000, 1)], of)
  source?.onUpdate([bar(60_000, 2), bar(120_000, 3)], of)
  expect(onUpdate).not.toHaveBeenCalled()
  pausable.resume()
  expect(onUpdate).toHaveBeenCalledExactlyOnceWith([bar(60_000, 2), bar(120_000, 3)], of)
})

test('a pause in which nothing was traded says that', () => {
  expect(describePassed([quote('SIM:A')], () => quote('SIM:A'))).toBe('Resumed. Nothing was traded meanwhile.')
})
