import type { Bar } from './bar.ts'

export function isSameBar(bar: Bar, other: Bar | undefined): boolean {
  return (
    other !== undefined &&
    bar.timeMs === other.timeMs &&
    bar.open === other.open &&
    bar.high === other.high &&
    bar.low === other.low &&
    bar.close === other.close &&
    bar.volumeHigh === other.volumeHigh &&
    bar.volumeLow === other.volumeLow &&
    bar.tradeCount === other.tradeCount
  )
}
