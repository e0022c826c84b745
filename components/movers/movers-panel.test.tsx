// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { MoversPanel } from '@/components/movers/movers-panel.tsx'
import { createFakeStream, quote } from '@/components/test-support/fake-stream.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'

const symbols = ['A', 'B', 'C']
const upMost = () => within(screen.getByRole('list', { name: 'Up most today' })).queryAllByRole('button')
const names = () => upMost().map((button) => button.firstElementChild?.textContent)
const turn = () => act(() => vi.advanceTimersByTime(30_000))

afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

test('ranks follow prices, but for as long as the pointer or the keys are in them, which they say of the keys', () => {
  vi.useFakeTimers()
  const stream = createFakeStream(symbols.map((symbol, index) => quote(symbol, { last: 10_100 + index })))
  render(
    <StreamProvider client={stream.client}>
      <MoversPanel symbols={symbols} />
    </StreamProvider>,
  )
  const panel = screen.getByRole('region', { name: 'Largest moves' })
  expect(names()).toEqual(['C', 'B', 'A'])
  act(() => stream.setQuote('A', { last: 10_500 }))
  turn()
  expect(names()).toEqual(['A', 'C', 'B'])

  fireEvent.pointerEnter(panel, { pointerType: 'mouse' })
  act(() => stream.setQuote('B', { last: 10_600 }))
  turn()
  expect(names()).toEqual(['A', 'C', 'B'])
  fireEvent.pointerLeave(panel, { pointerType: 'mouse' })
  turn()
  expect(names()).toEqual(['B', 'A', 'C'])

  act(() => upMost()[1]?.focus())
  act(() => stream.setQuote('C', { last: 10_700 }))
  turn()
  expect(names()).toEqual(['B', 'A', 'C'])
  expect(screen.getAllByText('order held')).toHaveLength(2)
  act(() => upMost()[1]?.blur())
  turn()
  expect(names()).toEqual(['C', 'B', 'A'])
  expect(screen.queryByText('order held')).toBeNull()
})

test('without any price nothing is said of the market, however long it lasts', () => {
  vi.useFakeTimers()
  const stream = createFakeStream([])
  render(
    <StreamProvider client={stream.client}>
      <MoversPanel symbols={symbols} />
    </StreamProvider>,
  )
  turn()
  expect(screen.getAllByText('Waiting for prices.')).toHaveLength(2)
  expect(screen.queryByText(/today\.$/)).toBeNull()
  act(() => stream.setQuote('A', { last: 10_500 }))
  turn()
  expect(names()).toEqual(['A'])
  expect(screen.getByText('Nothing is down today.')).toBeTruthy()
})
