import type { Bar } from '../../market/bar.ts'
import { wideUnit } from '../../market/wide.ts'

/** One run of an indicator over bars in order. Writes a value per plot, NaN where there is none yet. */
export interface Kernel {
  step(bar: Bar, replace: boolean, into: Float64Array): void
}

export interface KernelFactory {
  create(): Kernel
  /**
   * Where a fresh kernel must begin so that from `index` on it gives what one that saw every bar gives: the bars whose
   * influence on it a double can still hold.
   */
  replayFrom(bars: readonly Bar[], index: number): number
  /** Values are sums from the beginning: a replay continues from the value before it. */
  readonly cumulative?: boolean
}

export function replayWithin(memoryBars: number): KernelFactory['replayFrom'] {
  return (_bars, index) => Math.max(0, index - memoryBars)
}

/** Bars after which an exponential average has forgotten its past: what is left is below 2^-60 of it. */
export function exponentialMemoryBars(weight: number): number {
  return weight >= 1 ? 1 : Math.ceil((60 * Math.LN2) / -Math.log1p(-weight))
}

/** Lots as a double: indicators are drawn, not added up. */
export function barVolumeNumber(bar: Bar): number {
  return bar.volumeHigh * wideUnit + bar.volumeLow
}

export function sourceOf(name: string): (bar: Bar) => number {
  switch (name) {
    case 'open':
      return (bar) => bar.open
    case 'high':
      return (bar) => bar.high
    case 'low':
      return (bar) => bar.low
    case 'hl2':
      return (bar) => (bar.high + bar.low) / 2
    case 'hlc3':
      return typicalPrice
    case 'ohlc4':
      return (bar) => (bar.open + bar.high + bar.low + bar.close) / 4
    default:
      return (bar) => bar.close
  }
}

export function typicalPrice(bar: Bar): number {
  return (bar.high + bar.low + bar.close) / 3
}
