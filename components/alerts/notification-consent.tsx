'use client'

import { useEffect, useRef, useState } from 'react'

/** Asks only when told to: a page that asks by itself is refused, and rightly. */
export function NotificationConsent() {
  const [permission, setPermission] = useState<NotificationPermission | 'unsupported'>(() =>
    typeof Notification === 'undefined' ? 'unsupported' : Notification.permission,
  )
  const answered = useRef(false)
  const outcome = useRef<HTMLParagraphElement>(null)
  // The button that had the focus has gone with the answer.
  useEffect(() => {
    if (answered.current && permission !== 'default') outcome.current?.focus()
  }, [permission])
  const ask = async (): Promise<void> => {
    const answer = await Notification.requestPermission().catch(() => 'denied' as const)
    answered.current = true
    setPermission(answer)
  }
  if (permission === 'granted' && !answered.current) return null
  if (permission === 'default') {
    return (
      <button type="button" onClick={ask} className="min-h-6 text-left text-accent underline">
        Also tell me when this tab is hidden
      </button>
    )
  }
  return (
    <p ref={outcome} tabIndex={-1} className="py-1 text-2xs text-ink-3">
      {texts[permission]}
    </p>
  )
}

const texts = {
  granted: 'Alerts will also show as notifications while this tab is hidden.',
  denied:
    'Notifications are off for this page in the settings of the browser. Alerts show here and are counted in the title of the tab.',
  unsupported: 'This browser has no notifications. Alerts show here and are counted in the title of the tab.',
} as const
