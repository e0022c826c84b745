import { useSyncExternalStore } from 'react'

/** Alerts that fired and that nobody has looked at yet. */
let unread = 0
const listeners = new Set<() => void>()

export function useUnreadAlerts(): number {
  return useSyncExternalStore(
    subscribe,
    () => unread,
    () => 0,
  )
}

export function addUnreadAlert(): void {
  set(unread + 1)
}

/** The list of alerts is on the screen. Returns the release; until then what fires is read at once, if the page is seen. */
export function readAlerts(): () => void {
  const look = (): void => {
    if (!document.hidden) set(0)
  }
  look()
  document.addEventListener('visibilitychange', look)
  const unsubscribe = subscribe(look)
  return () => {
    document.removeEventListener('visibilitychange', look)
    unsubscribe()
  }
}

function set(count: number): void {
  if (count === unread) return
  unread = count
  for (const listener of [...listeners]) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
