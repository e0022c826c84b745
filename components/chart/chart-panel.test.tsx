// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { ChartPanel } from '@/components/chart/chart-panel.tsx'
import { createFakeStream, quote } from '@/components/test-support/fake-stream.ts'
import { layOut } from '@/components/test-support/layout.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'
import { defaultChart } from '@/lib/workspace/workspace.ts'

vi.mock('@/components/chart/chart-view.tsx', () => ({ ChartView: () => null }))

layOut(300, 200)

afterEach(cleanup)

test('each of several charts says itself that its instrument does not trade, or that the page is cut off', () => {
  const stream = createFakeStream([quote('SIM:A')])
  render(
    <StreamProvider client={stream.client}>
      <ChartPanel
        index={1}
        settings={defaultChart}
        symbol="SIM:A"
        active={false}
        alone={false}
        area="a"
        timeZone="UTC"
        known={['SIM:A']}
        suggestion={undefined}
      />
    </StreamProvider>,
  )
  const title = screen.getByText('A', { exact: false, selector: 'p.font-semibold' })
  expect(title.textContent).toBe('A 1m')
  act(() => stream.setQuote('SIM:A', { status: 'closed' }))
  expect(title.textContent).toBe('A 1mclosed')
  act(() => stream.setConnection({ state: 'offline' }))
  expect(title.textContent).toBe('A 1mstale')
  act(() => stream.setConnection({ state: 'live' }))
  act(() => stream.setQuote('SIM:A', { status: 'live' }))
  expect(title.textContent).toBe('A 1m')
})
