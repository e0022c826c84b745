'use client'

import { useUnreadAlerts } from '@/components/alerts/unread-count.ts'

/** Beside the bell: how many fired since the alerts were looked at. */
export function UnreadAlerts() {
  const count = useUnreadAlerts()
  if (count === 0) return null
  return (
    <span className="absolute top-0 right-0 min-w-3.5 rounded-full bg-warning px-0.5 text-center font-semibold text-[9px] text-panel leading-3.5">
      {count > 99 ? '99+' : count}
      <span className="sr-only"> unread</span>
    </span>
  )
}
