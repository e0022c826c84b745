import { barStartMs, type Interval, intervalLengthMs } from '../market/bar.ts'

/** Until the forming bar closes. `nowMs` by the server's clock (browser clock plus `Connection.clockOffsetMs`); above 0. */
export function untilBarCloseMs(interval: Interval, nowMs: number): number {
  return barStartMs(nowMs, interval) + intervalLengthMs(interval) - nowMs
}

/** `00:07`, `59:59`, `3:59:59`. Rounded up: it reads 00:00 only when the bar is closed. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  const two = (value: number): string => String(value).padStart(2, '0')
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return seconds < 3600 ? rest : `${Math.floor(seconds / 3600)}:${rest}`
}
