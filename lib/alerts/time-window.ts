/** What happened in one slice of time. */
export interface Slice {
  /** Start, on a grid of `sliceMs`. */
  readonly timeMs: number
  high: number
  low: number
  last: number
  volume: number
}

/**
 * The last while in slices, oldest first: bounded however fast quotes come. A window is accurate to one slice.
 */
export interface TimeWindow {
  readonly sliceMs: number
  readonly slices: Slice[]
}

export function createTimeWindow(sliceMs: number): TimeWindow {
  return { sliceMs, slices: [] }
}

/** Adds to the slice that holds `timeMs`; times may repeat but not go back beyond the latest slice. */
export function addToWindow(window: TimeWindow, timeMs: number, high: number, low: number, last: number, volume: number): void {
  const start = Math.floor(timeMs / window.sliceMs) * window.sliceMs
  const latest = window.slices.at(-1)
  if (latest !== undefined && start <= latest.timeMs) {
    latest.high = Math.max(latest.high, high)
    latest.low = Math.min(latest.low, low)
    latest.last = last
    latest.volume += volume
  } else {
    window.slices.push({ timeMs: start, high, low, last, volume })
  }
}

/** Adds volume evenly over `(fromMs, toMs]`, at a price that did not change meanwhile. */
export function spreadVolume(window: TimeWindow, fromMs: number, toMs: number, volume: number, price: number): void {
  const { sliceMs } = window
  let startMs = fromMs
  while (startMs < toMs) {
    const endMs = Math.min(toMs, (Math.floor(startMs / sliceMs) + 1) * sliceMs)
    addToWindow(window, startMs, price, price, price, (volume * (endMs - startMs)) / (toMs - fromMs))
    startMs = endMs
  }
  if (fromMs >= toMs) addToWindow(window, toMs, price, price, price, volume)
}

/**
 * Forgets slices that ended at or before `fromMs`. The price in force at that moment stays, as a slice without extremes of
 * its own: it is what a move is measured from when nothing traded since.
 */
export function trimWindow(window: TimeWindow, fromMs: number): void {
  const { slices, sliceMs } = window
  let drop = 0
  while (drop < slices.length && (slices[drop] as Slice).timeMs + sliceMs <= fromMs) drop += 1
  if (drop === 0) return
  const { timeMs, last } = slices[drop - 1] as Slice
  slices.splice(0, drop, { timeMs, high: last, low: last, last, volume: 0 })
}

/** Prices and volumes became finer by these whole ratios. */
export function scaleWindow(window: TimeWindow, priceRatio: number, volumeRatio: number): void {
  for (const slice of window.slices) {
    slice.high *= priceRatio
    slice.low *= priceRatio
    slice.last *= priceRatio
    slice.volume *= volumeRatio
  }
}
