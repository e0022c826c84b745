// @vitest-environment jsdom
import { act, fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, test } from 'vitest'
import { createFakeStream, instrument } from '@/components/test-support/fake-stream.ts'
import { TradesPanel } from '@/components/trades/trades-panel.tsx'
import { StreamProvider } from '@/lib/stream/provider.tsx'
import type { StreamClient, StreamTrade } from '@/lib/stream/types.ts'

type Listener = Parameters<StreamClient['watchTrades']>[2]

let listener: Listener | undefined

beforeEach(() => {
  const { client } = createFakeStream()
  const watching: StreamClient = {
    ...client,
    watchTrades(_symbol, _rate, onTrades) {
      listener = onTrades
      return () => undefined
    },
  }
  render(
    <StreamProvider client={watching}>
      <TradesPanel symbol="SIM:A" />
    </StreamProvider>,
  )
})

const trade = (number: number, price: number, size: number, side: StreamTrade['side'] = 'buy'): StreamTrade => ({
  number,
  venueTimeMs: 1_700_000_000_000,
  price,
  size,
  side,
})
const send = (trades: readonly StreamTrade[], missed = 0) => act(() => listener?.(trades, missed, instrument('SIM:A')))
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

  test('trades that did not arrive are owned up to', () => {
    send([trade(5, 10_000, 1_000)], 5)
    expect(screen.getByRole('status').textContent).toContain('5 trades')
  })
})
