'use client'

import { useEffect } from 'react'
import { alertsKey } from '@/components/alerts/alerts-key.ts'
import { useStreamClient } from '@/lib/stream/hooks.ts'

/** Sets the alerts to work that this browser has kept; without any, nothing of them is loaded. */
export function AlertHost() {
  const client = useStreamClient()
  useEffect(() => {
    let kept: string | null = null
    try {
      kept = localStorage.getItem(alertsKey)
    } catch {
      // Storage is forbidden: nothing was kept.
      return
    }
    if (kept === null) return
    import('@/components/alerts/alert-runtime.ts')
      .then(({ alertRuntime }) => alertRuntime(client))
      .catch((error: unknown) => console.error('Cannot load the alerts:', error))
  }, [client])
  return null
}
