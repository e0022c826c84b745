// @vitest-environment jsdom
import { act, cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { alertsKey } from '@/components/alerts/alerts-key.ts'
import { SidePanel } from '@/components/side/side-panel.tsx'
import { createFakeStream, quote } from '@/components/test-support/fake-stream.ts'
import { layOut } from '@/components/test-support/layout.ts'
import { resetWorkspace, setWorkspace } from '@/components/workspace/workspace-store.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'

layOut(300, 600)
beforeEach(() => {
  localStorage.clear()
  window.history.replaceState(null, '', '/')
  resetWorkspace()
})
afterEach(cleanup)

const alert = {
  id: 'a',
  symbol: 'SIM:A',
  condition: { kind: 'price', direction: 'up', level: '101' },
  repeat: 'once',
  enabled: true,
}

test('without an instrument the alerts and the figures of the connection are there; only what needs one says so', async () => {
  localStorage.setItem(alertsKey, JSON.stringify({ version: 1, alerts: [alert] }))
  setWorkspace({ panels: ['alerts', 'health', 'quote'] })
  render(
    <StreamProvider client={createFakeStream([quote('SIM:A')]).client}>
      <SidePanel symbol={undefined} symbols={['SIM:A']} offered={['SIM:A']} />
    </StreamProvider>,
  )
  const panel = (name: string) => within(screen.getByRole('region', { name }))
  expect(panel('Health').getByText('Round trip')).toBeTruthy()
  expect(panel('Health').getByText(/Prices asked for/)).toBeTruthy()
  expect(panel('Quote').getByText('No instrument is chosen.')).toBeTruthy()
  expect(panel('Alerts').getByText('Choose an instrument to set an alert on.')).toBeTruthy()
  expect(panel('Alerts').queryByRole('button', { name: 'Set alert' })).toBeNull()
  expect(panel('Alerts').getByText('A rises to 101')).toBeTruthy()
  await userEvent.setup().click(panel('Alerts').getByRole('button', { name: 'Remove: A rises to 101' }))
  expect(panel('Alerts').getByText(/No alerts yet/)).toBeTruthy()
})

test('each panel of an instrument says when that does not simply trade: on a phone nothing else does', () => {
  setWorkspace({ panels: ['quote', 'trades', 'depth', 'movers'] })
  const stream = createFakeStream([quote('SIM:A')])
  render(
    <StreamProvider client={stream.client}>
      <SidePanel symbol="SIM:A" symbols={['SIM:A']} offered={['SIM:A']} />
    </StreamProvider>,
  )
  const marks = () => [...document.querySelectorAll('[data-panel]')].map((each) => each.querySelector('.row-status')?.textContent)
  expect(marks()).toEqual([undefined, undefined, undefined, undefined])
  act(() => stream.setQuote('SIM:A', { status: 'halted' }))
  expect(marks()).toEqual(['halted', 'halted', 'halted', undefined])
  act(() => stream.setConnection({ state: 'reconnecting' }))
  expect(marks()).toEqual(['stale', 'stale', 'stale', undefined])
})

test('the panels of namesakes are told apart by venue', () => {
  setWorkspace({ panels: ['quote'] })
  render(
    <StreamProvider client={createFakeStream([]).client}>
      <SidePanel symbol="KRAKEN:X" symbols={['KRAKEN:X']} offered={['KRAKEN:X', 'COINBASE:X']} />
    </StreamProvider>,
  )
  expect(screen.getByText('X KRAKEN')).toBeTruthy()
})
