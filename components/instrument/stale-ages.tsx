import { useEffect } from 'react'
import { ageText, everySecond } from '@/components/watchlist/age-clock.ts'
import { useStreamClient } from '@/lib/stream/hooks.ts'

// Below it a price that is only slow and one that is gone look alike, and seconds would flicker.
const toldFromMs = 60_000

/** Says beside each mark of a stale price since when it is: elements with `data-stale-since`, by the server's clock, are filled. */
export function StaleAges() {
  const { connection } = useStreamClient()
  useEffect(() => {
    const tell = (): void => {
      const nowMs = Date.now() + (connection.get().clockOffsetMs ?? 0)
      for (const element of document.querySelectorAll<HTMLElement>('[data-stale-since]')) {
        const ageMs = nowMs - Number(element.dataset.staleSince)
        const text = ageMs < toldFromMs ? '' : ageText(ageMs)
        if (element.textContent !== text) element.textContent = text
      }
    }
    tell()
    return everySecond(tell)
  }, [connection])
  return null
}
