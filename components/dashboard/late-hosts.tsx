import { useEffect } from 'react'
import { AlertHost } from '@/components/alerts/alert-host.tsx'
import { keepFocus } from '@/components/ui/keep-focus.ts'
import { keepOfflineShell } from '@/components/workspace/offline-shell.ts'
import Toast from '@/components/workspace/toast.tsx'
import { useConnectionState } from '@/lib/stream/hooks.ts'

/** What a pause does not hold and nobody misses until prices are there: loaded after them. */
export default function LateHosts() {
  const state = useConnectionState()
  const reached = state === 'live' || state === 'fallback'
  useEffect(() => keepOfflineShell(reached), [reached])
  useEffect(keepFocus, [])
  return (
    <>
      <Toast />
      <AlertHost />
    </>
  )
}
