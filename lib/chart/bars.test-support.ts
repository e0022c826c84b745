import type { Bar } from '../market/bar.ts'

/** The same walk for the same seed: prices in ticks, volumes in lots. */
export function randomBars(count: number, seed = 1, startMs = Date.UTC(2024, 7, 9), stepMs = 60_000): Bar[] {
  let state = seed
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  let close = 100_000
  return Array.from({ length: count }, (_, index) => {
    const open = close
    close = Math.max(1, open + Math.round((random() - 0.5) * 400))
    const high = Math.max(open, close) + Math.floor(random() * 100)
    const low = Math.max(1, Math.min(open, close) - Math.floor(random() * 100))
    return bar(startMs + index * stepMs, open, high, low, close, Math.floor(random() * 5_000))
  })
}

export function bar(timeMs: number, open: number, high: number, low: number, close: number, volume = 0): Bar {
  return { timeMs, open, high, low, close, volumeHigh: 0, volumeLow: volume, tradeCount: volume === 0 ? 0 : 1 }
}
