// @vitest-environment jsdom
import { act, render, screen } from '@testing-library/react'
import { beforeEach, describe, expect, test } from 'vitest'
import { DepthPanel } from '@/components/depth/depth-panel.tsx'
import { createFakeStream, instrument } from '@/components/test-support/fake-stream.ts'
import { layOut } from '@/components/test-support/layout.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'
import type { Book, BookLevel, StreamClient } from '@/lib/stream/types.ts'

layOut(300, 245)

let setConnection: ReturnType<typeof createFakeStream>['setConnection']
let send: (bids: readonly BookLevel[], asks: readonly BookLevel[]) => void

beforeEach(() => {
  const { client, setConnection: set } = createFakeStream()
  setConnection = (change) => act(() => set(change))
  const watching: StreamClient = {
    ...client,
    watchBook(symbol, _rate, onBook: (book: Book) => void) {
      send = (bids, asks) => act(() => onBook({ symbol, instrument: instrument(symbol), timeMs: 0, bids, asks }))
      return () => undefined
    },
  }
  render(
    <StreamProvider client={watching}>
      <DepthPanel symbol="SIM:A" />
    </StreamProvider>,
  )
})

const levels = (best: number, step: number, count: number): BookLevel[] =>
  Array.from({ length: count }, (_, level) => ({ price: best + step * level, size: 1000 * (level + 1) }))
const rows = (side: string) => [...document.querySelectorAll(`[data-side="${side}"] tr`)]
const prices = (side: string) => rows(side).map((row) => row.querySelector('td')?.textContent)

const empty = (count: number) => Array.from({ length: count }, () => '')

describe('the depth panel', () => {
  test('all twenty levels a side, the best ones beside the spread', () => {
    send(levels(9_999, -1, 20), levels(10_002, 2, 20))
    expect([prices('ask')[0], ...prices('ask').slice(-3)]).toEqual(['100.40', '100.06', '100.04', '100.02'])
    expect([...prices('bid').slice(0, 3), prices('bid').at(-1)]).toEqual(['99.99', '99.98', '99.97', '99.80'])
    expect(screen.getByText('Spread 0.03')).toBeTruthy()
    send([{ price: 10_000, size: 1 }], [{ price: 10_000, size: 1 }])
    expect(screen.getByText('Spread 0.00')).toBeTruthy()
  })

  test('abbreviates what the width of a column would cut', () => {
    const sizes = () => [...(rows('bid')[1]?.querySelectorAll('td') ?? [])].slice(1).map((cell) => cell.textContent)
    send(
      [
        { price: 9_999, size: 1_234_567 },
        { price: 9_998, size: 1_000_000_000 },
      ],
      [],
    )
    expect(sizes()).toEqual(['1.00M', '1.00M'])
    send(
      [
        { price: 9_999, size: 1_234_567 },
        { price: 9_998, size: 2_000 },
      ],
      [],
    )
    expect(sizes()).toEqual(['2.000', '1,236.567'])
  })

  test('has its rows in their places with and without levels, and says why there are none', () => {
    const count = () => rows('ask').length + rows('bid').length
    expect([count(), screen.getByText('Waiting for the order book.').tagName]).toEqual([40, 'TD'])
    send(levels(9_999, -1, 2), levels(10_002, 1, 3))
    expect(prices('ask')).toEqual([...empty(17), '100.04', '100.03', '100.02'])
    expect(prices('bid')).toEqual(['99.99', '99.98', ...empty(18)])
    send([], [])
    expect([count(), screen.getByText('There is no order book now.').tagName]).toEqual([40, 'TD'])
    send(levels(9_999, -1, 2), [])
    expect(screen.getByText('One-sided')).toBeTruthy()
  })

  test('is a table with a name and as many rows and columns as it says, in a list that keys reach', () => {
    const table = screen.getByRole('table', { name: 'Order book of A' })
    expect(table.getAttribute('aria-rowcount')).toBe(String(table.querySelectorAll('tr').length))
    expect(table.getAttribute('aria-colcount')).toBe(String(table.querySelectorAll('th').length))
    expect(screen.getByRole('region', { name: 'Order book' }).tabIndex).toBe(0)
  })

  test('a book of before the connection was lost says that it is stale', () => {
    send(levels(9_999, -1, 4), levels(10_002, 1, 4))
    expect(screen.getByRole('table').dataset.stale).toBe('false')
    setConnection({ state: 'reconnecting' })
    expect(screen.getByRole('table').dataset.stale).toBe('true')
    expect(screen.getByText('Stale, last known: spread 0.03')).toBeTruthy()
  })

  test('a book that never came is not waited for while the connection is lost', () => {
    setConnection({ state: 'reconnecting' })
    expect(screen.queryByText(/Waiting/)).toBeNull()
    expect(screen.getByText('Not known: there is no connection.')).toBeTruthy()
  })

  test('a book that moved is written into the rows that are there', () => {
    send(levels(9_999, -1, 4), levels(10_002, 1, 4))
    const before = [...rows('ask'), ...rows('bid')]
    send(levels(10_001, -1, 4), levels(10_004, 1, 4))
    expect(prices('bid')[0]).toBe('100.01')
    expect([...rows('ask'), ...rows('bid')].every((row, place) => row === before[place])).toBe(true)
  })
})
