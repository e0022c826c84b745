// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import Toast from '@/components/workspace/toast.tsx'
import { say } from '@/components/workspace/workspace-store.ts'

afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

test.each([
  ['one sentence', 'List “Tech” removed', 9_000],
  ['many sentences', 'The panel “foo” is not known and was left out. '.repeat(15), 46_000],
])('is shown for as long as it takes to read %s', (_, text, readMs) => {
  vi.useFakeTimers()
  render(<Toast />)
  act(() => say(text))
  const toast = () => screen.queryByTestId('toast')
  act(() => vi.advanceTimersByTime(readMs * 0.8))
  expect(toast()).not.toBeNull()
  act(() => vi.advanceTimersByTime(readMs * 0.3))
  expect(toast()).toBeNull()
})

test('a message goes by itself, but not from under the focus', () => {
  vi.useFakeTimers()
  render(<Toast />)
  act(() => say('The link is copied'))
  screen.getByRole('button', { name: 'Close' }).focus()
  act(() => void vi.advanceTimersByTime(30_000))
  expect(screen.getByRole('status').textContent).toContain('The link is copied')
  screen.getByRole('button', { name: 'Close' }).blur()
  act(() => void vi.advanceTimersByTime(9_000))
  expect(screen.getByRole('status').textContent).toBe('')
})
