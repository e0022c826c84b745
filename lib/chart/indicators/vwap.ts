import type { Bar } from '../../market/bar.ts'
import type { TradingSession } from '../../market/instrument.ts'
import { tradingDayAt } from '../../market/trading-day.ts'
import { barVolumeNumber, type Kernel, type KernelFactory, typicalPrice } from './kernel.ts'

const dayMs = 86_400_000

/** A span of time in which the sums run on. */
interface Span {
  readonly startMs: number
  readonly endMs: number
}

/**
 * Average of the typical price weighted by volume since the anchor. The sums of the bars before the last are kept apart
 * from the last bar, so that any number of ticks leaves no rounding behind.
 */
export function vwapKernel(anchor: string, session: TradingSession): KernelFactory {
  const spanAt = spanFinder(anchor, session)
  return {
    create: () => createVwap(spanAt),
    replayFrom(bars, index) {
      const bar = bars[index]
      if (bar === undefined) return index
      const { startMs } = spanAt(bar.timeMs)
      let from = index
      while (from > 0 && (bars[from - 1] as Bar).timeMs >= startMs) from -= 1
      return from
    },
  }
}

function createVwap(spanAt: (timeMs: number) => Span): Kernel {
  let span: Span = { startMs: 0, endMs: Number.NEGATIVE_INFINITY }
  let sum = 0
  let volume = 0
  let last: Bar | undefined
  return {
    step(bar, replace, into) {
      if (!replace && last !== undefined) {
        sum += typicalPrice(last) * barVolumeNumber(last)
        volume += barVolumeNumber(last)
      }
      last = bar
      if (bar.timeMs >= span.endMs || bar.timeMs < span.startMs) {
        span = spanAt(bar.timeMs)
        sum = 0
        volume = 0
      }
      const total = volume + barVolumeNumber(bar)
      into[0] = total === 0 ? Number.NaN : (sum + typicalPrice(bar) * barVolumeNumber(bar)) / total
    },
  }
}

/** Remembers the latest span: asking for the trading day of every bar would format thousands of dates. */
function spanFinder(anchor: string, session: TradingSession): (timeMs: number) => Span {
  let span: Span | undefined
  return (timeMs) => {
    if (span === undefined || timeMs < span.startMs || timeMs >= span.endMs) span = findSpan(anchor, session, timeMs)
    return span
  }
}

function findSpan(anchor: string, session: TradingSession, timeMs: number): Span {
  if (anchor === 'week') {
    // 1970-01-05 was a Monday.
    const startMs = Math.floor((timeMs - 4 * dayMs) / (7 * dayMs)) * 7 * dayMs + 4 * dayMs
    return { startMs, endMs: startMs + 7 * dayMs }
  }
  if (anchor === 'month') {
    const date = new Date(timeMs)
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
    return { startMs: Date.UTC(year, month), endMs: Date.UTC(year, month + 1) }
  }
  return tradingDayAt(session, timeMs)
}
