// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { TellView } from '@/components/instrument/tell-view.tsx'
import { resetWorkspace, setActiveChart, updateWorkspace } from '@/components/workspace/workspace-store.ts'
import { toggleCompare } from '@/lib/workspace/chart-edits.ts'

beforeEach(() => {
  vi.useFakeTimers()
  localStorage.clear()
  resetWorkspace()
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})
const told = () => screen.getByTestId('view-told').textContent
function settle(): void {
  act(() => void vi.advanceTimersByTime(600))
}

test('what keys did to the chart is told once it has settled, and what was there at first is not', () => {
  const { rerender } = render(<TellView symbol="SIM:BTC-USD" />)
  settle()
  expect(told()).toBe('')
  for (const symbol of ['SIM:ETH-USD', 'SIM:SOL-USD']) rerender(<TellView symbol={symbol} />)
  expect(told()).toBe('')
  settle()
  expect(told()).toBe('SOL-USD')
  act(() => setActiveChart({ interval: '5m', indicators: [{ id: 'ema', parameters: {} }] }))
  settle()
  expect(told()).toBe('5m, with EMA')
  act(() => updateWorkspace((workspace) => toggleCompare(workspace, 0, 'SIM:AAPL')))
  settle()
  expect(told()).toBe('compared with AAPL')
})

test('rows of the list that has the focus are told by the list alone', () => {
  const { rerender } = render(
    <>
      <div className="watchlist" tabIndex={-1} data-testid="list" />
      <TellView symbol="SIM:BTC-USD" />
    </>,
  )
  screen.getByTestId('list').focus()
  rerender(
    <>
      <div className="watchlist" tabIndex={-1} data-testid="list" />
      <TellView symbol="SIM:ETH-USD" />
    </>,
  )
  settle()
  expect(told()).toBe('')
})
