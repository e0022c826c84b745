import { type Bar, type Interval, intervalLengthMs } from '../market/bar.ts'

/** A span for which nothing is known: neither seen by the server nor filled from the venue. `[from, to)`. */
export interface Hole {
  readonly fromMs: number
  readonly toMs: number
}

// Bars are missing where nobody traded, too: only a span longer than this is worth a question.
const quietBarsMax = 3
const quietMsMin = 60_000
const suspectedMax = 5

/** Spans between bars that may be holes, newest first, the newest few: only the server knows which of them are. */
export function suspectedHoles(bars: readonly Bar[], interval: Interval): readonly Hole[] {
  const length = intervalLengthMs(interval)
  const longest = Math.max(quietMsMin, quietBarsMax * length)
  const found: Hole[] = []
  for (let index = bars.length - 1; index > 0 && found.length < suspectedMax; index--) {
    const [before, after] = [bars[index - 1] as Bar, bars[index] as Bar]
    const fromMs = before.timeMs + length
    if (after.timeMs - fromMs > longest) found.push({ fromMs, toMs: after.timeMs })
  }
  return found
}

/** `40 s`, `12 min`, `3 h`, `2 d`: as long as is worth saying. */
export function spanText({ fromMs, toMs }: Hole): string {
  const seconds = Math.round((toMs - fromMs) / 1000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`
}
