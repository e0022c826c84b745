'use client'

import { useEffect } from 'react'
import { alertsKey } from '@/components/alerts/alerts-key.ts'
import { sayAlso } from '@/components/workspace/workspace-store.ts'
import { useStreamClient } from '@/lib/stream/hooks.ts'

/** Sets the alerts to work that this browser has kept; without any, nothing of them is loaded until another tab sets one. */
export function AlertHost() {
  const client = useStreamClient()
  useEffect(() => {
    const load = (): void => {
      window.removeEventListener('storage', hear)
      import('@/components/alerts/alert-runtime.ts')
        .then(({ alertRuntime }) => {
          const notices = alertRuntime(client).storage.notices()
          // Whoever waits for an alert that is not there any more does not look at the list of them.
          if (notices.length > 0) sayAlso(`${notices.join(' ')} See Alerts.`)
        })
        .catch((error: unknown) => console.error('Cannot load the alerts:', error))
    }
    const hear = ({ key, newValue }: StorageEvent): void => {
      if (key === alertsKey && newValue !== null) load()
    }
    if (hasKept()) load()
    else window.addEventListener('storage', hear)
    return () => window.removeEventListener('storage', hear)
  }, [client])
  return null
}

function hasKept(): boolean {
  try {
    return localStorage.getItem(alertsKey) !== null
  } catch {
    // Storage is forbidden: nothing was kept.
    return false
  }
}
