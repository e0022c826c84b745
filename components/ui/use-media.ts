import { useCallback, useSyncExternalStore } from 'react'

/** Whether a media query holds; `atServer` while the page is made on the server. */
export function useMedia(query: string, atServer: boolean): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => atServer,
  )
}
