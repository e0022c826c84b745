// @vitest-environment jsdom
import { cleanup, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { SWRConfig } from 'swr'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DashboardView } from '@/components/dashboard/dashboard-view.tsx'
import { createFakeStream, instrument, quote } from '@/components/test-support/fake-stream.ts'
import { layOut } from '@/components/test-support/layout.ts'
import { resetWorkspace, setActiveChart, updateWorkspace } from '@/components/workspace/workspace-store.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'
import { activateChart, arrangeCharts } from '@/lib/workspace/chart-edits.ts'

vi.mock('@/components/chart/price-chart.ts', () => ({
  createPriceChart: () => ({ clear: vi.fn(), setLook: vi.fn(), setTheme: vi.fn(), destroy: vi.fn() }),
}))
layOut(700, 280)

const definitions = ['SIM:BTC-USD', 'SIM:ETH-USD'].map((symbol) => instrument(symbol))
let answers: () => Promise<Response>

beforeEach(() => {
  answers = () => Promise.resolve(Response.json({ instruments: definitions, total: 2 }))
  vi.stubGlobal('fetch', (path: string) =>
    path.startsWith('/api/instruments') ? answers() : Promise.resolve(Response.json({ code: 'unknown_symbol' }, { status: 404 })),
  )
  localStorage.clear()
  window.history.replaceState(null, '', '/')
  resetWorkspace()
})
afterEach(cleanup)

function show() {
  const stream = createFakeStream([quote('SIM:BTC-USD', { last: 6_168_599 }), quote('SIM:ETH-USD')])
  return render(
    <SWRConfig value={{ provider: () => new Map() }}>
      <StreamProvider client={stream.client}>
        <DashboardView />
      </StreamProvider>
    </SWRConfig>,
  )
}

describe('the dashboard', () => {
  test('opens with the first instrument of the list', async () => {
    show()
    expect((await screen.findByRole('heading', { level: 2 })).textContent).toBe('BTC-USD')
    expect(screen.getAllByText('61,685.99').length).toBeGreaterThan(1)
  })

  test('shows the instrument that the address names', async () => {
    setActiveChart({ symbol: 'SIM:ETH-USD' })
    show()
    await screen.findByRole('grid')
    expect(screen.getByRole('heading', { level: 2 }).textContent).toBe('ETH-USD')
  })

  test('an address with an unknown symbol gets a calm message and a way on', async () => {
    const user = userEvent.setup()
    setActiveChart({ symbol: 'SIM:NONE' })
    show()
    await screen.findByRole('grid')
    expect((await screen.findByRole('heading', { level: 2 })).textContent).toContain('SIM:NONE')
    await user.click(screen.getByRole('button', { name: 'Show BTC-USD' }))
    await screen.findByRole('heading', { level: 2, name: 'BTC-USD' })
    await waitFor(() => expect(screen.queryByRole('heading', { name: /SIM:NONE/ })).toBeNull())
  })

  test('an address whose symbol has no venue gets the instruments of that name', async () => {
    const user = userEvent.setup()
    setActiveChart({ symbol: 'eth-usd' })
    show()
    await user.click(await screen.findByRole('button', { name: 'Show SIM:ETH-USD' }))
    await screen.findByRole('heading', { level: 2, name: 'ETH-USD' })
  })

  test('of several charts only the one with an unknown symbol says so, and takes what is chosen in its place', async () => {
    const user = userEvent.setup()
    updateWorkspace((workspace) => arrangeCharts(workspace, '2h').workspace)
    setActiveChart({ symbol: 'SIM:ETH-USD' })
    updateWorkspace((workspace) => activateChart(workspace, 1))
    setActiveChart({ symbol: 'SIM:NONE' })
    show()
    const unknown = await screen.findByRole('region', { name: 'Chart 2: NONE' })
    expect(within(unknown).getByRole('heading').textContent).toContain('SIM:NONE')
    expect(within(unknown).queryByRole('application')).toBeNull()
    const other = screen.getByRole('region', { name: 'Chart 1: ETH-USD' })
    expect(within(other).getByRole('application')).toBeTruthy()
    expect(screen.getByRole('toolbar', { name: 'Chart' })).toBeTruthy()
    await user.click(within(unknown).getByRole('button', { name: 'Show BTC-USD' }))
    expect(await screen.findByRole('region', { name: 'Chart 2: BTC-USD' })).toBeTruthy()
    expect(screen.getByRole('region', { name: 'Chart 1: ETH-USD' })).toBeTruthy()
  })

  test('a list that cannot be loaded says why and loads when asked again', async () => {
    const user = userEvent.setup()
    const good = answers
    answers = () => Promise.reject(new TypeError('refused'))
    show()
    expect((await screen.findByRole('alert')).textContent).toContain('cannot be reached')
    answers = good
    await user.click(screen.getByRole('button', { name: 'Try now' }))
    expect(await screen.findByRole('grid')).toBeTruthy()
  })

  test('a server without instruments says that it has none yet', async () => {
    answers = () => Promise.resolve(Response.json({ instruments: [], total: 0 }))
    show()
    expect(await screen.findByText(/no instruments yet/)).toBeTruthy()
  })

  test('the interval that is picked is pressed', async () => {
    const user = userEvent.setup()
    show()
    await screen.findByRole('grid')
    await user.click(await screen.findByRole('button', { name: '5m, 5 minutes' }))
    expect(screen.getByRole('button', { name: '5m, 5 minutes' }).getAttribute('aria-pressed')).toBe('true')
    expect(screen.getByRole('button', { name: '1m, 1 minute' }).getAttribute('aria-pressed')).toBe('false')
  })

  test('on a narrow screen, opening a row leads to the chart and a tab leads back', async () => {
    const user = userEvent.setup()
    const { container } = show()
    const pane = () => document.documentElement.dataset.pane
    await screen.findByRole('grid')
    const row = container.querySelector('[data-symbol="SIM:ETH-USD"]')
    if (row === null) throw new Error('no row')
    await user.click(row)
    expect(pane()).toBe('chart')
    await user.click(screen.getByRole('button', { name: 'Watchlist' }))
    expect(pane()).toBe('list')
  })
})
