// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, test } from 'vitest'
import { PauseNotice } from '@/components/pause/pause-notice.tsx'
import { PauseTopics } from '@/components/pause/pause-topics.tsx'
import { createFakeStream, instrument } from '@/components/test-support/fake-stream.ts'
import { TradesPanel } from '@/components/trades/trades-panel.tsx'
import { getWorkspace, setWorkspace } from '@/components/workspace/workspace-store.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'
import type { StreamClient, StreamTrade } from '@/lib/stream/types.ts'

type Listener = Parameters<StreamClient['watchTrades']>[2]

const listeners = new Map<string, Listener>()
let show: () => void
let select: (symbol: string) => void
let setConnection: ReturnType<typeof createFakeStream>['setConnection']

beforeEach(() => {
  localStorage.clear()
  const { client, setConnection: set } = createFakeStream()
  setConnection = (change) => act(() => set(change))
  const watching: StreamClient = {
    ...client,
    watchTrades(symbol, _rate, onTrades) {
      listeners.set(symbol, onTrades)
      return () => void listeners.delete(symbol)
    },
  }
  const panelOf = (symbol: string) => (
    <StreamProvider client={watching}>
      <PauseTopics>
        <TradesPanel symbol={symbol} />
      </PauseTopics>
      <PauseNotice />
    </StreamProvider>
  )
  show = () => {
    const { rerender } = render(panelOf('SIM:A'))
    select = (symbol) => rerender(panelOf(symbol))
  }
  show()
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
const choose = (name: string) => userEvent.setup().selectOptions(screen.getByLabelText('Worth from'), name)
const list = () => screen.getByRole('region', { name: 'Time and sales' })
const prices = () => [...document.querySelectorAll('tbody td:nth-child(2)')].map((cell) => cell.firstChild?.textContent)

describe('time and sales', () => {
  test('the size filter of the last visit is kept', async () => {
    await choose('10K')
    cleanup()
    show()
    expect(screen.getByLabelText<HTMLSelectElement>('Worth from').value).toBe('10000')
    // Written by somebody else.
    localStorage.setItem('ticklane.trades', '17')
    cleanup()
    show()
    expect(screen.getByLabelText<HTMLSelectElement>('Worth from').value).toBe('0')
  })

  test('the newest trade is on top, with who crossed the spread in words, too', () => {
    send([trade(0, 10_000, 1_000), trade(1, 10_001, 2_000, 'sell')])
    expect(prices()).toEqual(['100.01', '100.00'])
    expect(screen.getByText('sold at the bid')).toBeTruthy()
  })

  test('of trades worth the chosen amount, those of before are listed too, however many smaller ones came since', async () => {
    send([trade(0, 10_000, 1_000), trade(1, 10_001, 20_000)])
    for (let number = 2; number < 802; number += 200) {
      send(Array.from({ length: 200 }, (_, at) => trade(number + at, 10_000, 1_000)))
    }
    await choose('1K')
    expect(prices()).toEqual(['100.01'])
    await choose('10K')
    expect(prices()).toEqual([])
    expect(screen.getByText('No trade of at least 10K since this panel was opened.')).toBeTruthy()
  })

  test('that there was no trade is not said while it could not have been told', () => {
    expect(screen.getByText('No trade since this panel was opened.')).toBeTruthy()
    setConnection({ state: 'connecting' })
    expect(screen.getByText('Waiting for trades.')).toBeTruthy()
    for (const state of ['reconnecting', 'offline', 'closed'] as const) {
      setConnection({ state })
      expect(screen.queryByText(/^No trade/)).toBeNull()
      expect(screen.getByText('Not known: there is no connection.')).toBeTruthy()
    }
    setConnection({ state: 'live' })
    const pause = (paused: boolean) => act(() => setWorkspace({ rate: { ...getWorkspace().rate, paused } }))
    pause(true)
    select('SIM:B')
    expect(screen.getByText('Paused: trades that happen now are not shown.')).toBeTruthy()
    expect(screen.queryByText(/^No trade/)).toBeNull()
    // The first that come say how it is; those after them wait.
    send([trade(1, 10_000, 1_000)], 0, 'SIM:B')
    send([trade(2, 10_001, 1_000)], 0, 'SIM:B')
    expect(prices()).toEqual(['100.00'])
    pause(false)
    expect(prices()).toEqual(['100.01', '100.00'])
  })

  test('trades of before the connection was lost say that they are stale', () => {
    send([trade(1, 10_000, 1_000)])
    expect([list().dataset.stale, screen.queryByText(/Stale/)]).toEqual(['false', null])
    setConnection({ state: 'reconnecting' })
    expect([list().dataset.stale, prices()]).toEqual(['true', ['100.00']])
    expect(screen.getByText('Stale, last known')).toBeTruthy()
    setConnection({ state: 'live' })
    expect([list().dataset.stale, screen.queryByText(/Stale/)]).toEqual(['false', null])
  })

  test('a list that is held before it has a trade shows the first that come, and holds those', () => {
    fireEvent.pointerEnter(list(), { pointerType: 'mouse' })
    send([trade(0, 10_000, 1_000)])
    expect(prices()).toEqual(['100.00'])
    send([trade(1, 10_001, 1_000)])
    expect(prices()).toEqual(['100.00'])
    expect(screen.getByText('Held under the pointer')).toBeTruthy()
  })

  test('all that is kept can be read while it is held, and less is laid out while it moves', () => {
    send(Array.from({ length: 300 }, (_, at) => trade(at, 10_000 + at, 1_000)))
    expect(prices()).toHaveLength(80)
    fireEvent.scroll(list(), { target: { scrollTop: 40 } })
    expect(prices()).toHaveLength(200)
    expect(prices().at(-1)).toBe('101.00')
  })

  test('a table says what it lists, and how many rows and columns it has', () => {
    const table = screen.getByRole('table', { name: 'Trades of A' })
    const counts = () => [table.getAttribute('aria-rowcount'), table.getAttribute('aria-colcount')]
    expect(counts()).toEqual(['1', '3'])
    send([trade(0, 10_000, 1_000), trade(1, 10_001, 2_000)])
    expect(counts()).toEqual([String(document.querySelectorAll('tr').length), '3'])
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

  test('the list stands still while it has the focus by keys, and says so', async () => {
    const user = userEvent.setup()
    send([trade(0, 10_000, 1_000)])
    screen.getByLabelText('Worth from').focus()
    await user.tab()
    expect(document.activeElement).toBe(list())
    send([trade(1, 10_001, 1_000)])
    expect(prices()).toEqual(['100.00'])
    expect(screen.getByText('Held while it has the focus')).toBeTruthy()
    await user.tab()
    expect(prices()).toEqual(['100.01', '100.00'])
    expect(screen.queryByText(/^Held/)).toBeNull()
  })

  test('what is read further down stands still until the list is back at its top, whatever else held it meanwhile', () => {
    send([trade(0, 10_000, 1_000)])
    fireEvent.scroll(list(), { target: { scrollTop: 40 } })
    fireEvent.pointerEnter(list(), { pointerType: 'mouse' })
    fireEvent.pointerLeave(list())
    send([trade(1, 10_001, 1_000)])
    expect(prices()).toEqual(['100.00'])
    expect(screen.getByText('Held until scrolled to the top')).toBeTruthy()
    fireEvent.scroll(list(), { target: { scrollTop: 0 } })
    expect(prices()).toEqual(['100.01', '100.00'])
  })

  test('another instrument, and another filter, is read from its top', async () => {
    list().scrollTop = 40
    select('SIM:B')
    expect(list().scrollTop).toBe(0)
    list().scrollTop = 40
    await choose('1K')
    expect(list().scrollTop).toBe(0)
  })

  test('what is held under the pointer is not shown as another instrument, nor later as its own again', () => {
    send([trade(0, 10_000, 1_000)])
    fireEvent.pointerEnter(screen.getByRole('table'), { pointerType: 'mouse' })
    select('SIM:B')
    expect(prices()).toEqual([])
    send([trade(7, 20_000, 1_000)], 0, 'SIM:B')
    expect(prices()).toEqual(['200.00'])
    select('SIM:A')
    expect(prices()).toEqual([])
    expect(screen.queryByText(/^Held/)).toBeNull()
  })

  test('trades that did not arrive are owned up to', () => {
    send([trade(5, 10_000, 1_000)], 5)
    expect(screen.getByRole('status').textContent).toContain('5 trades')
  })
})
