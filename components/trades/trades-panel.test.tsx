// @vitest-environment jsdom
import { act, fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, test } from 'vitest'
import { createFakeStream, instrument } from '@/components/test-support/fake-stream.ts'
import { TradesPanel } from '@/components/trades/trades-panel.tsx'
import { StreamProvider } from '@/lib/stream/provider.tsx'
import type { StreamClient, StreamTrade } from '@/lib/stream/types.ts'

type Listener = Parameters<StreamClient['watchTrades']>[2]

const listeners = new Map<string, Listener>()
let choose: (symbol: string) => void

beforeEach(() => {
  const { client } = createFakeStream()
  const watching: StreamClient = {
    ...client,
    watchTrades(symbol, _rate, onTrades) {
      listeners.set(symbol, onTrades)
      return () => void listeners.delete(symbol)
    },
  }
  const panelOf = (symbol: string) => (
    <StreamProvider client={watching}>
      <TradesPanel symbol={symbol} />
    </StreamProvider>
  )
  const { rerender } = render(panelOf('SIM:A'))
  choose = (symbol) => rerender(panelOf(symbol))
})

const trade = (number: number, price: number, size: number, side: StreamTrade['side'] = 'buy'): StreamTrade => ({
  number,
  venueTimeMs: 1_700_000_000_000,
  price,
  size,
  side,
})
const send = (trades: readonly StreamTrade[], missed = 0, symbol = 'SIM:A') =>
  act(() => listeners.get(symbol)?.(trades, missed, instrument(symbol)))
const prices = () => [...document.querySelectorAll('tbody td:nth-child(2)')].map((cell) => cell.firstChild?.textContent)

describe('time and sales', () => {
  test('the newest trade is on top, with who crossed the spread in words, too', () => {
    send([trade(0, 10_000, 1_000), trade(1, 10_001, 2_000, 'sell')])
    expect(prices()).toEqual(['100.01', '100.00'])
    expect(screen.getByText('sold at the bid')).toBeTruthy()
  })

  test('only trades worth the chosen amount are listed', async () => {
    send([trade(0, 10_000, 1_000), trade(1, 10_000, 20_000)])
    await userEvent.setup().selectOptions(screen.getByLabelText('From'), '1000')
    expect(document.querySelectorAll('tbody tr')).toHaveLength(1)
  })

  test('the list stands still under the pointer and catches up after', () => {
    send([trade(0, 10_000, 1_000)])
    const table = screen.getByRole('table')
    fireEvent.pointerEnter(table, { pointerType: 'mouse' })
    send([trade(1, 10_001, 1_000)])
    expect(prices()).toEqual(['100.00'])
    fireEvent.pointerLeave(table)
    expect(prices()).toEqual(['100.01', '100.00'])
  })

  test('what is held under the pointer is not shown as another instrument, nor later as its own again', () => {
    send([trade(0, 10_000, 1_000)])
    fireEvent.pointerEnter(screen.getByRole('table'), { pointerType: 'mouse' })
    choose('SIM:B')
    expect(prices()).toEqual([])
    send([trade(7, 20_000, 1_000)], 0, 'SIM:B')
    expect(prices()).toEqual(['200.00'])
    choose('SIM:A')
    expect(prices()).toEqual([])
    expect(screen.queryByText(/^Held/)).toBeNull()
  })

  test('trades that did not arrive are owned up to', () => {
    send([trade(5, 10_000, 1_000)], 5)
    expect(screen.getByRole('status').textContent).toContain('5 trades')
  })
})
