'use client'

import { useState } from 'react'

/** Asks only when told to: a page that asks by itself is refused, and rightly. */
export function NotificationConsent() {
  const [permission, setPermission] = useState(() =>
    typeof Notification === 'undefined' ? 'unsupported' : Notification.permission,
  )
  if (permission === 'granted') return null
  if (permission === 'default') {
    return (
      <button
        type="button"
        onClick={() => Notification.requestPermission().then(setPermission, () => setPermission('denied'))}
        className="min-h-6 text-left text-accent hover:underline"
      >
        Also tell me when this tab is hidden
      </button>
    )
  }
  return (
    <p className="py-1 text-2xs text-ink-3">
      {permission === 'denied'
        ? 'Notifications are off for this page in the settings of the browser. Alerts show here and are counted in the title of the tab.'
        : 'This browser has no notifications. Alerts show here and are counted in the title of the tab.'}
    </p>
  )
}
