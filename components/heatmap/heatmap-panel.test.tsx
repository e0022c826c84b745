// @vitest-environment jsdom
import { act, render, screen } from '@testing-library/react'
import { SWRConfig } from 'swr'
import { expect, onTestFinished, test, vi } from 'vitest'
import HeatmapPanel from '@/components/heatmap/heatmap-panel.tsx'
import { createFakeStream } from '@/components/test-support/fake-stream.ts'
import { layOut } from '@/components/test-support/layout.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'

layOut(600, 400)

test('without any price it waits, however long, and has no scale; the first one is shown soon', () => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', () => new Promise(() => undefined))
  onTestFinished(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })
  const stream = createFakeStream([])
  render(
    <SWRConfig value={{ provider: () => new Map() }}>
      <StreamProvider client={stream.client}>
        <HeatmapPanel symbols={['SIM:A', 'SIM:B']} selected={undefined} />
      </StreamProvider>
    </SWRConfig>,
  )
  act(() => vi.advanceTimersByTime(30_000))
  expect(screen.getByText('Waiting for prices.')).toBeTruthy()
  expect(screen.queryByText(/%/)).toBeNull()
  act(() => stream.setQuote('SIM:A', { last: 10_100 }))
  act(() => vi.advanceTimersByTime(200))
  expect(document.querySelectorAll('[data-tile]')).toHaveLength(1)
  expect(screen.queryByText('Waiting for prices.')).toBeNull()
  // Nothing of a tile is read more often, and alerts see each flush that is shown only while nobody asks for more than they.
  expect(stream.heard('SIM:A')).toEqual([1])
})
