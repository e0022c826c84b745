import { formatCount } from '@/lib/market/format.ts'
import { formatAge } from '@/lib/market/format-age.ts'
import type { Release } from '@/lib/stream/types.ts'

const watchers = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

/** Calls once a second; one timer for all rows. */
export function everySecond(watcher: () => void): Release {
  watchers.add(watcher)
  timer ??= setInterval(() => {
    for (const each of watchers) each()
  }, 1000)
  return () => {
    watchers.delete(watcher)
    if (watchers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Whole seconds, then minutes, hours, days: tenths would flicker. */
export function ageText(ageMs: number): string {
  return ageMs < 60_000 ? `${formatCount(Math.max(0, Math.floor(ageMs / 1000)))} s` : formatAge(ageMs)
}
