// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import Toast from '@/components/workspace/toast.tsx'
import { say } from '@/components/workspace/workspace-store.ts'

afterEach(() => {
  cleanup()
  vi.useRealTimers()
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
