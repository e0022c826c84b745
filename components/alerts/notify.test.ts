// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest'
import { notify } from '@/components/alerts/notify.ts'

afterEach(() => vi.unstubAllGlobals())

test('where a page cannot show a notification itself, as on phones, what keeps the page for later shows it', async () => {
  class Refusing {
    static readonly permission = 'granted'
    constructor() {
      throw new TypeError('Illegal constructor. Use ServiceWorkerRegistration.showNotification() instead.')
    }
  }
  vi.stubGlobal('Notification', Refusing)
  const shown: unknown[] = []
  const registration = { showNotification: async (...given: unknown[]) => void shown.push(given) }
  vi.stubGlobal('navigator', { serviceWorker: { ready: Promise.resolve(registration) } })
  notify('A rises to 101', { body: 'at 14:03:07', tag: 'a#1' })
  await vi.waitFor(() => expect(shown).toEqual([['A rises to 101', { body: 'at 14:03:07', tag: 'a#1' }]]))
})

test('where none are allowed, none is tried', () => {
  const made = vi.fn()
  vi.stubGlobal('Notification', Object.assign(made, { permission: 'denied' }))
  notify('A', {})
  expect(made).not.toHaveBeenCalled()
})
