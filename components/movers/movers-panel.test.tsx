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

const twoUp = () => createFakeStream([quote('A', { last: 10_100 }), quote('B', { last: 10_200 })])
const show = (stream: ReturnType<typeof createFakeStream>, listed: readonly string[]) => (
  <StreamProvider client={stream.client}>
    <MoversPanel symbols={listed} />
  </StreamProvider>
)
const loseAll = (stream: ReturnType<typeof createFakeStream>) =>
  act(() => {
    stream.setConnection({ state: 'reconnecting' })
    for (const symbol of ['A', 'B']) stream.setQuote(symbol, { status: 'stale' })
  })
const pair = ['A', 'B'] as const

test('the last ranks stay and say that they are stale while the connection is lost, and nothing is said of what is not known', () => {
  vi.useFakeTimers()
  const stream = twoUp()
  const { rerender } = render(show(stream, pair))
  expect(screen.getByText('Nothing is down today.')).toBeTruthy()
  loseAll(stream)
  expect(screen.getByText('stale, last known')).toBeTruthy()
  expect(screen.getByText('Not known: no price is current.')).toBeTruthy()
  turn()
  expect(names()).toEqual(['B', 'A'])
  expect(screen.queryByText(/Nothing is/)).toBeNull()
  expect(screen.getByRole('region', { name: 'Largest moves' }).dataset.stale).toBe('true')
  // Of another list no rank was ever known.
  rerender(show(stream, ['B']))
  turn()
  expect(names()).toEqual([])
  expect(screen.getAllByText('Not known: no price is current.')).toHaveLength(2)
  rerender(show(stream, pair))
  act(() => {
    stream.setConnection({ state: 'live' })
    for (const symbol of pair) stream.setQuote(symbol, { status: 'live' })
  })
  turn()
  expect(names()).toEqual(['B', 'A'])
  expect(screen.queryByText(/stale/)).toBeNull()
})

test('while the feed of all prices is away the last ranks are stale, and while that of some is, nothing is said of all', () => {
  vi.useFakeTimers()
  const stream = twoUp()
  render(show(stream, pair))
  act(() => stream.setQuote('A', { status: 'stale' }))
  turn()
  expect(names()).toEqual(['B'])
  expect(screen.getByText('Not known: some prices are stale.')).toBeTruthy()
  act(() => stream.setQuote('B', { status: 'stale' }))
  turn()
  expect(names()).toEqual(['B'])
  expect(screen.getByText('stale, last known')).toBeTruthy()
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
