// @vitest-environment jsdom
import { cleanup, render, screen, within } from '@testing-library/react'
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
