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
        className="mx-3 my-1.5 text-left text-accent text-xs hover:underline"
      >
        Also tell me when this tab is hidden
      </button>
    )
  }
  return (
    <p className="px-3 py-1.5 text-2xs text-ink-3">
      {permission === 'denied'
        ? 'This browser does not let the page send notifications; alerts show here, with a sound and in the title of the tab.'
        : 'This browser has no notifications; alerts show here, with a sound and in the title of the tab.'}
    </p>
  )
}
