'use client'

import { switchAlertSound, useAlertSound, wasUsed } from '@/components/alerts/alert-sound.ts'
import { NotificationConsent } from '@/components/alerts/notification-consent.tsx'

/** How an alert reaches whoever does not look at this panel. */
export function AlertWays() {
  const sound = useAlertSound()
  return (
    <div className="border-line border-b px-3 py-1.5 text-xs">
      <label className="flex h-6 items-center gap-1.5">
        <input
          type="checkbox"
          checked={sound}
          onChange={(event) => switchAlertSound(event.target.checked)}
          className="accent-accent"
        />
        Sound
        {sound && !wasUsed() && <span className="text-2xs text-ink-3">after your first click or key on this page</span>}
      </label>
      <NotificationConsent />
    </div>
  )
}
