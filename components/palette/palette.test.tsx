// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { commands, findCommands } from '@/components/palette/commands.ts'
import { findInstruments } from '@/components/palette/find-instruments.ts'
import { PaletteHost } from '@/components/palette/palette-host.tsx'
import { closePalette } from '@/components/palette/palette-state.ts'
import { instrument } from '@/components/test-support/fake-stream.ts'
import { layOut } from '@/components/test-support/layout.ts'
import Toast from '@/components/workspace/toast.tsx'
import {
  activeChartOf,
  getWorkspace,
  performEdit,
  resetWorkspace,
  setActiveChart,
  setWorkspace,
} from '@/components/workspace/workspace-store.ts'
import { keyBindings } from '@/lib/keyboard/key-bindings.ts'
import { arrangeCharts, removeIndicator } from '@/lib/workspace/chart-edits.ts'
import { layoutKeys } from '@/lib/workspace/layout-keys.ts'
import { activeWatchlist, listSymbols } from '@/lib/workspace/workspace.ts'

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
    this.querySelector<HTMLElement>('[tabindex], button, input')?.focus()
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

function show(symbol = 'SIM:BTC-USD') {
  render(
    <>
      <PaletteHost instruments={instruments} symbol={symbol} onStep={onStep} />
      <Toast />
      <input aria-label="elsewhere" />
    </>,
  )
  return userEvent.setup()
}

describe('keys anywhere on the page', () => {
  test('letters find an instrument, none of them lost while keys and palette load, and Enter shows it', async () => {
    const user = show()
    await user.keyboard('btc')
    const box = await screen.findByRole('combobox', {}, { timeout: 10_000 })
    expect(box).toHaveProperty('value', 'btc')
    expect(screen.getAllByRole('option')[0]?.textContent).toContain('BTC-USD')
    await user.type(box, '{Enter}')
    expect(chart().symbol).toBe('SIM:BTC-USD')
    expect(screen.queryByRole('combobox')).toBeNull()
  })

  test('the field has the focus at the first opening already, whatever the browser gives it to', async () => {
    const user = show()
    await user.keyboard('b')
    const box = await screen.findByRole('combobox')
    expect(document.activeElement).toBe(box)
    await user.keyboard('tc')
    expect(box).toHaveProperty('value', 'btc')
  })

  test('the key of all commands shows them before anything is typed, below the first instruments', async () => {
    const user = show()
    await user.keyboard('{Control>}k{/Control}')
    await screen.findByRole('combobox')
    const options = screen.getAllByRole('option').map((option) => option.textContent)
    expect(options[0]).toContain('ETH-USDT')
    for (const command of commands) expect(options).toContain(`${command.name}${command.keys ?? command.group}`)
  })

  test('what needs a wheel, two fingers or a drag is a command, and charts are found by how many they are', async () => {
    const user = show()
    await user.keyboard('{Control>}k{/Control}')
    const box = await screen.findByRole('combobox')
    const found = async (text: string) => {
      await user.clear(box)
      await user.type(box, text)
      return screen.getAllByRole('option').map((option) => option.textContent)
    }
    for (const name of ['Zoom in+', 'Zoom out-', 'Earlier barsChart', 'Later barsChart', 'Pause or resume all pricesAlt+Shift+P'])
      expect(await found(name.replace(/Chart$|[+-]$|Alt.*$/, ''))).toContain(name)
    expect(await found('4 charts')).toContain('Charts: two by twoChart')
    expect(await found('four charts')).toContain('Charts: two by twoChart')
    await user.type(box, ' xyz')
    expect(screen.getAllByRole('status').map((status) => status.textContent)).toContain('Nothing found')
  })

  test('digits change the interval', async () => {
    const user = show()
    await user.keyboard('15')
    await user.type(await screen.findByRole('combobox'), '{Enter}')
    expect(chart().interval).toBe('15m')
  })

  test('digits of no interval change nothing and say which there are; the beginning of one offers it', async () => {
    const user = show()
    await user.keyboard('7')
    const box = await screen.findByRole('combobox')
    expect(screen.queryAllByRole('option')).toHaveLength(0)
    expect(screen.getByText(/There is no interval of 7m/).textContent).toContain('1s, 1m, 5m')
    await user.type(box, '{Enter}')
    expect(chart().interval).toBe('1m')
    await user.clear(box)
    await user.type(box, '24')
    expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual(['4hInterval'])
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
    for (const { label } of keyBindings) expect((await screen.findAllByText(label)).length).toBe(1)
    // And what has no key: each word it names finds something.
    const words = /such as (.*)\./.exec(screen.getByText(/Everything else is a command/).textContent ?? '')?.[1]?.split(/, | or /)
    expect(words).toHaveLength(5)
    for (const word of words ?? []) expect(findCommands(word, 99).length, word).toBeGreaterThan(0)
  })

  test('a full stop saves the layout under a name, and opens it by that', async () => {
    const user = show()
    setActiveChart({ interval: '4h' })
    await user.keyboard('.')
    await user.type(await screen.findByRole('combobox'), 'Mine{Enter}')
    setActiveChart({ interval: '1m' })
    await user.keyboard('.')
    await user.type(await screen.findByRole('combobox'), 'mi{Enter}')
    expect(chart().interval).toBe('4h')
  })

  test('a full stop and Enter copy a link, and reset nothing', async () => {
    // What the tests before saved is read no more.
    window.dispatchEvent(new StorageEvent('storage'))
    const user = show()
    setActiveChart({ interval: '4h' })
    await user.keyboard('.')
    await screen.findByRole('option', { name: /Copy a link to this view/ })
    await user.keyboard('{Enter}')
    await screen.findByText('Link to this view copied')
    expect(await navigator.clipboard.readText()).toContain('i=4h')
    expect(chart().interval).toBe('4h')
  })

  test('a full stop says when saved layouts cannot be read, and saving one keeps their text', async () => {
    localStorage.setItem(layoutKeys.named, 'garbage')
    const user = show()
    await user.keyboard('.')
    expect((await screen.findByRole('alert')).textContent).toMatch(/^The layouts that this browser kept could not be read/)
    await user.type(screen.getByRole('combobox'), 'Mine2{Enter}')
    expect(localStorage.getItem(layoutKeys.namedUnread)).toBe('garbage')
    await user.keyboard('.')
    await screen.findByRole('option', { name: /Mine2/ })
    expect(screen.queryByRole('alert')).toBeNull()
  })

  test('Ctrl+Z brings back what was removed, and brackets go from chart to chart', async () => {
    const user = show()
    setActiveChart({ indicators: [{ id: 'rsi', parameters: {} }] })
    performEdit((workspace) => removeIndicator(workspace, 0, 0))
    await user.keyboard('{Control>}z{/Control}')
    expect(chart().indicators).toHaveLength(1)
    performEdit((workspace) => arrangeCharts(workspace, '2h'))
    await user.keyboard(']')
    expect(getWorkspace().activeChart).toBe(1)
    await user.keyboard('[[')
    expect(getWorkspace().activeChart).toBe(0)
  })

  test('Alt+W begins a list with the instrument shown', async () => {
    const user = show()
    await user.keyboard('{Alt>}w{/Alt}')
    await vi.waitFor(() => expect(listSymbols(activeWatchlist(getWorkspace()))).toEqual(['SIM:BTC-USD']))
  })

  test.each([
    '{Alt>}a{/Alt}',
    '{Alt>}h{/Alt}',
    '{Alt>}s{/Alt}',
    '{Alt>}b{/Alt}',
    '{Alt>}l{/Alt}',
    '{Alt>}p{/Alt}',
    '{Alt>}w{/Alt}',
    '{Alt>}{Shift>}r{/Shift}{/Alt}',
  ])('%s for an instrument that this server does not offer says so and changes nothing', async (keys) => {
    const user = show('NO:SUCH')
    const before = getWorkspace()
    await user.keyboard(keys)
    expect(await screen.findByText(/does not offer NO:SUCH/)).toBeTruthy()
    expect(getWorkspace()).toBe(before)
  })

  test('Alt+L and Alt+P beside a comparison say why the scale stays, and Alt+P leaves the scale from 100', async () => {
    const user = show()
    setActiveChart({ compare: ['US:AAPL'] })
    const before = getWorkspace()
    await user.keyboard('{Alt>}l{/Alt}')
    expect(await screen.findByText(/the scale counts changes/)).toBeTruthy()
    await user.keyboard('{Alt>}p{/Alt}')
    expect(getWorkspace()).toBe(before)
    setActiveChart({ scale: 'indexed' })
    await user.keyboard('{Alt>}p{/Alt}')
    expect(chart().scale).toBe('percent')
  })

  test('a command that is found and needs the instrument says so as well', async () => {
    const user = show('NO:SUCH')
    await user.keyboard('{Control>}k{/Control}')
    await user.type(await screen.findByRole('combobox'), 'save a picture{Enter}')
    expect(await screen.findByText(/does not offer NO:SUCH/)).toBeTruthy()
  })

  test('single keys do nothing once they are switched off; the others still do', async () => {
    const user = show()
    setWorkspace({ characterKeys: false })
    await user.keyboard('b5/?. ')
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(onStep).not.toHaveBeenCalled()
    await user.keyboard('{Alt>}l{/Alt}')
    expect(chart().scale).toBe('log')
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
