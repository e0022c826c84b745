// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { findInstruments } from '@/components/palette/find-instruments.ts'
import { PaletteHost } from '@/components/palette/palette-host.tsx'
import { closePalette } from '@/components/palette/palette-state.ts'
import { shortcutHelp } from '@/components/palette/shortcut-list.ts'
import { instrument } from '@/components/test-support/fake-stream.ts'
import { layOut } from '@/components/test-support/layout.ts'
import { activeChartOf, getWorkspace, resetWorkspace } from '@/components/workspace/workspace-store.ts'

layOut(600, 400)

const instruments = [
  instrument('BINANCE:ETH-USDT', { base: 'ETH', name: 'Ethereum / Tether' }),
  instrument('SIM:BTC-USD', { base: 'BTC', name: 'Bitcoin / US dollar' }),
  instrument('US:AAPL', { base: 'AAPL', name: 'Apple' }),
  instrument('SIM:WBTC-USD', { base: 'WBTC', name: 'Wrapped Bitcoin / US dollar' }),
]
const onStep = vi.fn()
const chart = () => activeChartOf(getWorkspace())

beforeEach(() => {
  // jsdom has the element but not its modal behaviour.
  HTMLDialogElement.prototype.showModal = function show() {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function close() {
    this.open = false
    this.dispatchEvent(new Event('close'))
  }
  Element.prototype.scrollIntoView = () => undefined
  localStorage.clear()
  window.history.replaceState(null, '', '/')
  resetWorkspace()
  closePalette()
  onStep.mockReset()
})
afterEach(cleanup)

function show() {
  render(
    <>
      <PaletteHost instruments={instruments} onStep={onStep} />
      <input aria-label="elsewhere" />
    </>,
  )
  return userEvent.setup()
}

describe('keys anywhere on the page', () => {
  test('letters find an instrument, none of them lost while the palette loads, and Enter shows it', async () => {
    const user = show()
    await user.keyboard('btc')
    const box = await screen.findByRole('combobox')
    expect(box).toHaveProperty('value', 'btc')
    expect(screen.getAllByRole('option')[0]?.textContent).toContain('BTC-USD')
    await user.type(box, '{Enter}')
    expect(chart().symbol).toBe('SIM:BTC-USD')
    expect(screen.queryByRole('combobox')).toBeNull()
  })

  test('digits change the interval', async () => {
    const user = show()
    await user.keyboard('15')
    await user.type(await screen.findByRole('combobox'), '{Enter}')
    expect(chart().interval).toBe('15m')
  })

  test('a slash adds an indicator', async () => {
    const user = show()
    await user.keyboard('/')
    await user.type(await screen.findByRole('combobox'), 'relative{Enter}')
    expect(chart().indicators.map((each) => each.id)).toEqual(['rsi'])
  })

  test('Ctrl+K finds commands, too', async () => {
    const user = show()
    await user.keyboard('{Control>}k{/Control}')
    await user.type(await screen.findByRole('combobox'), 'logarithmic{Enter}')
    expect(chart().scale).toBe('log')
  })

  test('Alt+L, Alt+P and Alt+Enter switch on and off', async () => {
    const user = show()
    await user.keyboard('{Alt>}l{/Alt}')
    expect(chart().scale).toBe('log')
    await user.keyboard('{Alt>}p{/Alt}')
    expect(chart().scale).toBe('percent')
    await user.keyboard('{Alt>}p{/Alt}')
    expect(chart().scale).toBe('linear')
    await user.keyboard('{Alt>}{Enter}{/Alt}')
    expect(getWorkspace().maximised).toBe(true)
  })

  test('Space steps through the list, with Shift backwards', async () => {
    const user = show()
    await user.keyboard(' ')
    await user.keyboard('{Shift>} {/Shift}')
    expect(onStep.mock.calls).toEqual([[1], [-1]])
  })

  test('a question mark lists every key', async () => {
    const user = show()
    await user.keyboard('?')
    for (const { does } of shortcutHelp) expect(await screen.findByText(does)).toBeTruthy()
  })

  test('whoever types in a field types in the field', async () => {
    const user = show()
    await user.type(screen.getByLabelText('elsewhere'), 'btc 5?/')
    expect(screen.getByLabelText('elsewhere')).toHaveProperty('value', 'btc 5?/')
    expect(screen.queryByRole('combobox')).toBeNull()
    expect(onStep).not.toHaveBeenCalled()
  })
})

describe('finding', () => {
  const find = (query: string) => findInstruments(instruments, query, 10).map((each) => each.symbol)

  test('a whole symbol or base comes before a part of another', () => {
    expect(find('btc')).toEqual(['SIM:BTC-USD', 'SIM:WBTC-USD'])
    expect(find('BTCUSD')[0]).toBe('SIM:BTC-USD')
  })

  test('names are found, and every word must match', () => {
    expect(find('apple')).toEqual(['US:AAPL'])
    expect(find('bitcoin wrapped')).toEqual(['SIM:WBTC-USD'])
    expect(find('bitcoin apple')).toEqual([])
    expect(find('')).toHaveLength(4)
  })
})
