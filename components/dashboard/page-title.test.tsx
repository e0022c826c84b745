// @vitest-environment jsdom
import { act, render, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { addUnreadAlert, readAlerts } from '@/components/alerts/unread-count.ts'
import { PageTitle } from '@/components/dashboard/page-title.tsx'

test('the title says the instrument, after the number of alerts, whoever else writes it', async () => {
  document.title = 'Ticklane'
  const { rerender } = render(<PageTitle symbol="SIM:BTC-USD" />)
  expect(document.title).toBe('BTC-USD · Ticklane')
  act(addUnreadAlert)
  expect(document.title).toBe('(1) BTC-USD · Ticklane')
  rerender(<PageTitle symbol="SIM:ETH-USD" />)
  expect(document.title).toBe('(1) ETH-USD · Ticklane')
  document.title = 'Ticklane'
  await waitFor(() => expect(document.title).toBe('(1) ETH-USD · Ticklane'))
  act(() => readAlerts()())
  expect(document.title).toBe('ETH-USD · Ticklane')
  rerender(<PageTitle symbol={undefined} />)
  expect(document.title).toBe('Ticklane')
})
