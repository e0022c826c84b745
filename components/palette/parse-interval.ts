import { type Interval, isInterval } from '@/lib/market/bar.ts'

const byMinutes: Record<string, Interval> = { '1': '1m', '5': '5m', '15': '15m', '60': '1h', '240': '4h', '1440': '1d' }
const byLetter: Record<string, Interval> = { s: '1s', m: '1m', h: '1h', d: '1d' }

/** What somebody types for an interval: minutes as a bare number (`5`, `60`), or with its unit (`1s`, `4h`, `D`). */
export function parseInterval(text: string): Interval | undefined {
  const typed = text.trim().toLowerCase().replace(/^,/, '')
  if (isInterval(typed)) return typed
  const table = /^\d+$/.test(typed) ? byMinutes : byLetter
  return Object.hasOwn(table, typed) ? table[typed] : undefined
}
