// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { SWRConfig } from 'swr'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DashboardView } from '@/components/dashboard/dashboard-view.tsx'
import { createFakeStream, instrument, quote } from '@/components/test-support/fake-stream.ts'
import { layOut } from '@/components/test-support/layout.ts'
import { getWorkspace, resetWorkspace, setActiveChart } from '@/components/workspace/workspace-store.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'

vi.mock('@/components/chart/price-chart.ts', () => ({
  createPriceChart: () => ({ clear: vi.fn(), setLook: vi.fn(), setTheme: vi.fn(), destroy: vi.fn() }),
}))
layOut(700, 280)
const symbols = ['SIM:BTC-USD', 'SIM:ETH-USD', 'SIM:SOL-USD']

beforeEach(() => {
  vi.stubGlobal('fetch', (path: string) =>
    path.startsWith('/api/instruments')
      ? Promise.resolve(
          Response.json({
            instruments: symbols.map((symbol) => instrument(symbol, { name: `${symbol.slice(4)} coin` })),
            total: 3,
          }),
        )
      : Promise.resolve(Response.json({ code: 'unknown_symbol' }, { status: 404 })),
  )
  localStorage.clear()
  window.history.replaceState(null, '', '/')
  resetWorkspace()
})
afterEach(cleanup)

async function show() {
  render(
    <SWRConfig value={{ provider: () => new Map() }}>
      <StreamProvider client={createFakeStream(symbols.map((symbol) => quote(symbol))).client}>
        <DashboardView />
      </StreamProvider>
    </SWRConfig>,
  )
  await screen.findByRole('button', { name: /^List:/ }, { timeout: 4000 })
  return userEvent.setup()
}
const button = (name: string | RegExp) => screen.getByRole('button', { name, hidden: true })
const checkbox = (name: string) => screen.getByRole('checkbox', { name, hidden: true })
const rows = (): readonly (string | undefined)[] =>
  [...document.querySelectorAll<HTMLElement>('[data-symbol]')]
    .sort((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
    .map((row) => row.dataset.symbol)

describe('lists', () => {
  test('a list is begun with the selected instrument, grows, is reordered and shrinks by key, with a way back', async () => {
    const user = await show()
    await user.click(button(/^Begin a list with BTC-USD/))
    expect(rows()).toEqual(['SIM:BTC-USD'])
    act(() => setActiveChart({ symbol: 'SIM:SOL-USD' }))
    await user.click(await screen.findByRole('button', { name: 'Add SOL-USD to “Watchlist”' }))
    expect(rows()).toEqual(['SIM:BTC-USD', 'SIM:SOL-USD'])
    screen.getByRole('grid').focus()
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}')
    await waitFor(() => expect(rows()).toEqual(['SIM:SOL-USD', 'SIM:BTC-USD']))
    await user.keyboard('{Delete}')
    await waitFor(() => expect(rows()).toEqual(['SIM:BTC-USD']))
    await user.click(await screen.findByRole('button', { name: 'Undo' }))
    expect(rows()).toEqual(['SIM:SOL-USD', 'SIM:BTC-USD'])
  })

  test('the selected row is moved without a drag and without keys', async () => {
    const user = await show()
    expect(screen.queryByRole('button', { name: 'Move BTC-USD up', hidden: true })).toBeNull()
    await user.click(button(/^Begin a list with BTC-USD/))
    act(() => setActiveChart({ symbol: 'SIM:SOL-USD' }))
    await user.click(await screen.findByRole('button', { name: 'Add SOL-USD to “Watchlist”' }))
    fireEvent.click(button('Move SOL-USD up'))
    await waitFor(() => expect(rows()).toEqual(['SIM:SOL-USD', 'SIM:BTC-USD']))
    fireEvent.click(button('Move SOL-USD down'))
    await waitFor(() => expect(rows()).toEqual(['SIM:BTC-USD', 'SIM:SOL-USD']))
  })

  test('a list is created, renamed and deleted, and deleting can be undone', async () => {
    const user = await show()
    fireEvent.click(button('New list'))
    fireEvent.change(screen.getByLabelText('Name of the list'), { target: { value: 'Majors' } })
    fireEvent.submit(screen.getByLabelText('Name of the list'))
    expect(await screen.findByText(/This list is empty/)).toBeTruthy()
    fireEvent.click(button('Rename this list'))
    fireEvent.change(screen.getByLabelText('Name of the list'), { target: { value: 'Coins' } })
    fireEvent.submit(screen.getByLabelText('Name of the list'))
    expect(button('List: Coins')).toBeTruthy()
    fireEvent.click(button('Delete this list'))
    expect(button('List: All instruments')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    expect(button('List: Coins')).toBeTruthy()
  })

  test('the filter leaves what matches and says when nothing does', async () => {
    const user = await show()
    await user.type(screen.getByRole('searchbox', { name: 'Filter the list' }), 'eth')
    expect(rows()).toEqual(['SIM:ETH-USD'])
    await user.type(screen.getByRole('searchbox', { name: 'Filter the list' }), 'xyz')
    expect(screen.getByText(/Nothing in this list matches/).getAttribute('role')).toBe('status')
    // Of the venue no part: all would be left.
    const filter = async (text: string) => {
      await user.clear(screen.getByRole('searchbox', { name: 'Filter the list' }))
      await user.type(screen.getByRole('searchbox', { name: 'Filter the list' }), text)
      return rows()
    }
    expect(await filter('so')).toEqual(['SIM:SOL-USD'])
    expect(await filter('im')).toEqual([])
    expect(await filter('sim')).toEqual(['SIM:BTC-USD', 'SIM:ETH-USD', 'SIM:SOL-USD'])
    expect(await filter('sim:b')).toEqual(['SIM:BTC-USD'])
  })

  test('a file is read into a list of its own, and its errors are told by line', async () => {
    const user = await show()
    const file = new File(['symbol,group\nbtcusd,Coins\nNONE,Coins\n'], 'mine.csv', { type: 'text/csv' })
    await user.upload(screen.getByLabelText('File of symbols'), file)
    expect(await screen.findByText('Line 3: “NONE” is not an instrument of this server.')).toBeTruthy()
    expect(button('List: mine')).toBeTruthy()
    expect(rows()).toEqual(['SIM:BTC-USD'])
  })

  test('the list of all there is can be written to a file, which makes one of its own when it is read', async () => {
    const user = await show()
    const files: Blob[] = []
    Object.assign(URL, { createObjectURL: (file: Blob) => `blob:${files.push(file)}`, revokeObjectURL: vi.fn() })
    fireEvent.click(button('Export as CSV'))
    const [file] = files
    if (file === undefined) throw new Error('Nothing was written')
    await user.upload(screen.getByLabelText('File of symbols'), new File([await file.text()], 'all.csv', { type: 'text/csv' }))
    expect(await screen.findByText('3 symbols read from all.csv.')).toBeTruthy()
    expect(rows()).toEqual(symbols)
  })

  test('columns are shown, moved and sized as chosen, and kept', async () => {
    await show()
    expect(document.querySelector('[data-symbol] [data-column="spread"]')).toBeNull()
    fireEvent.click(checkbox('Spread'))
    for (const name of ['Hour', 'Chg', 'Bid', 'Ask']) fireEvent.click(checkbox(name))
    await waitFor(() => expect(document.querySelector('[data-symbol] [data-column="spread"]')?.textContent).toBe('0.02'), {
      timeout: 4000,
    })
    fireEvent.click(button('Spread earlier'))
    fireEvent.change(screen.getByLabelText('Width of Spread in pixels'), { target: { value: '120' } })
    expect(getWorkspace().columns.slice(-2)).toEqual([
      { id: 'spread', width: 120 },
      { id: 'volume', width: undefined },
    ])
  })
})
