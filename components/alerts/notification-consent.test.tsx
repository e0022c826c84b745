// @vitest-environment jsdom
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { NotificationConsent } from '@/components/alerts/notification-consent.tsx'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function browserThat(answers: NotificationPermission): void {
  vi.stubGlobal('Notification', { permission: 'default', requestPermission: async () => answers })
}

test.each([
  ['granted', 'Alerts will also show'],
  ['denied', 'Notifications are off'],
] as const)('when notifications are %s, what follows is said where the button was, and has its focus', async (answer, text) => {
  browserThat(answer)
  render(<NotificationConsent />)
  await userEvent.setup().click(screen.getByRole('button'))
  await waitFor(() => expect(document.activeElement?.textContent).toContain(text))
  expect(screen.queryByRole('button')).toBeNull()
})

test('who closes the question without an answer may be asked again', async () => {
  browserThat('default')
  render(<NotificationConsent />)
  await userEvent.setup().click(screen.getByRole('button'))
  expect(screen.getByRole('button')).toBeTruthy()
})
