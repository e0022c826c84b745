// @vitest-environment jsdom
import { cleanup, configure, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { PaletteHost } from '@/components/palette/palette-host.tsx'
import { closePalette, getPalette } from '@/components/palette/palette-state.ts'
import { instrument } from '@/components/test-support/fake-stream.ts'
import { layOut } from '@/components/test-support/layout.ts'
import { activeChartOf, getWorkspace, resetWorkspace } from '@/components/workspace/workspace-store.ts'

layOut(600, 400)
// The first of all loads the palette itself.
configure({ asyncUtilTimeout: 10_000 })

const instruments = ['SIM:BTC-USD', 'SIM:ETH-USD', 'US:NVDA', 'US:NVDX'].map((symbol) =>
  instrument(symbol, { base: symbol.slice(symbol.indexOf(':') + 1).replace('-USD', '') }),
)
const onStep = vi.fn()
const submit = vi.fn((event: Event) => event.preventDefault())
const shown = () => activeChartOf(getWorkspace())
const box = () => screen.findByRole<HTMLInputElement>('combobox')

beforeEach(() => {
  HTMLDialogElement.prototype.showModal = function show() {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function close() {
    this.open = false
    // As in a browser: later.
    queueMicrotask(() => this.dispatchEvent(new Event('close')))
  }
  Element.prototype.scrollIntoView = () => undefined
  localStorage.clear()
  window.history.replaceState(null, '', '/')
  resetWorkspace()
  closePalette()
  onStep.mockReset()
  submit.mockClear()
})
afterEach(cleanup)

function page(listed: typeof instruments | undefined) {
  return (
    <>
      <PaletteHost instruments={listed} symbol="SIM:BTC-USD" onStep={onStep} />
      <form onSubmit={(event) => submit(event.nativeEvent)}>
        <input aria-label="Price" />
      </form>
    </>
  )
}

/** A page that knows its keys and has no palette yet. */
async function show({ listed = true } = {}) {
  const { rerender } = render(page(listed ? instruments : undefined))
  await waitFor(() => expect(fireEvent.keyDown(document.body, { key: ' ' })).toBe(false))
  return (now: typeof instruments) => rerender(page(now))
}

/** At once, before anything can be loaded in between. */
function press(...keys: (string | KeyboardEventInit)[]): void {
  for (const key of keys) fireEvent.keyDown(document.activeElement ?? document.body, typeof key === 'string' ? { key } : key)
}

const ctrlK = { key: 'k', code: 'KeyK', ctrlKey: true }

describe('keys pressed before the palette is there', () => {
  test('Enter chooses what the whole query finds', async () => {
    await show()
    press('n', 'v', 'd', 'x', 'Enter')
    await waitFor(() => expect(shown().symbol).toBe('US:NVDX'))
    expect(getPalette().mode).toBeUndefined()
  })

  test('Enter changes the interval', async () => {
    await show()
    press('1', '5', 'Enter')
    await waitFor(() => expect(shown().interval).toBe('15m'))
  })

  test('Backspace edits, of whole characters', async () => {
    await show()
    press('n', 'v', 'd', 'x', '🙂', 'Backspace', 'Backspace', 'a')
    expect((await box()).value).toBe('nvda')
  })

  test('arrows move from the first result, one by one', async () => {
    await show()
    press('n', 'v', 'd', 'ArrowDown', 'ArrowUp', 'ArrowDown', 'Enter')
    await waitFor(() => expect(shown().symbol).toBe('US:NVDX'))
  })

  test('Escape cancels the opening', async () => {
    await show()
    press('x', 'x', 'Escape')
    expect(getPalette().mode).toBeUndefined()
    press('b')
    expect((await box()).value).toBe('b')
  })

  test('what follows the Enter is the page’s, which may open the palette anew', async () => {
    await show()
    press('n', 'v', 'd', 'x', 'Enter', 'e', 't', 'h')
    await waitFor(() => expect(getPalette().query).toBe('eth'))
    expect(shown().symbol).toBe('US:NVDX')
    expect((await box()).value).toBe('eth')
    expect(screen.getByRole<HTMLDialogElement>('dialog').open).toBe(true)
  })

  test('after Ctrl+K in a field they are none of the field’s', async () => {
    await show()
    const price = screen.getByLabelText('Price')
    price.focus()
    press(ctrlK)
    const allowed = ['e', 't', 'h', 'Tab', 'Enter'].filter((key) => fireEvent.keyDown(price, { key }))
    expect(allowed).toEqual([])
    expect(fireEvent.keyDown(price, { key: 'v', ctrlKey: true })).toBe(false)
    expect(fireEvent.keyDown(price, { key: 'F5' })).toBe(true)
    await waitFor(() => expect(shown().symbol).toBe('SIM:ETH-USD'))
  })

  test('an Enter before the server’s list chooses once the list is there', async () => {
    const come = await show({ listed: false })
    press('n', 'v', 'd', 'x', 'Enter')
    expect((await box()).value).toBe('nvdx')
    expect(await screen.findByText(/list of instruments is not there yet/)).toBeTruthy()
    expect(shown().symbol).toBeUndefined()
    come(instruments)
    await waitFor(() => expect(shown().symbol).toBe('US:NVDX'))
  })

  test('an Enter in the palette that finds no list waits as well, and not for one who goes on typing', async () => {
    const come = await show({ listed: false })
    press('n')
    const field = await box()
    // A command has this letter: it is not what is looked for.
    fireEvent.keyDown(field, { key: 'Enter' })
    expect(getPalette().mode).toBe('search')
    fireEvent.keyDown(field, { key: 'v' })
    fireEvent.change(field, { target: { value: 'nv' } })
    come(instruments)
    await waitFor(() => expect(screen.getAllByRole('option')[0]?.textContent).toContain('NVDA'))
    expect(getPalette().mode).toBe('search')
    expect(shown().symbol).toBeUndefined()
  })
})
