import type { AutoscaleInfo, AutoscaleInfoProvider } from 'lightweight-charts'

interface PriceRange {
  readonly minValue: number
  readonly maxValue: number
}

/** What is needed of the library's series. */
interface ScaledSeries {
  applyOptions(options: { readonly autoscaleInfoProvider: AutoscaleInfoProvider }): void
}

/** Lets what is drawn over the prices (averages, bands) have a part in their scale, within reason. */
export interface OverlayScale {
  /** The series of prices. Those over it are added after it: the chart asks in that order. */
  follow(prices: ScaledSeries): void
  /** For each series over the prices. */
  readonly provider: AutoscaleInfoProvider
}

/** Of the height of the prices, above and below them. With the margins of the scale they keep about 60 % of a chart beside one far line. */
const roomShare = 1 / 6

export function createOverlayScale(): OverlayScale {
  let prices: PriceRange | undefined
  return {
    follow(series) {
      prices = undefined
      series.applyOptions({
        autoscaleInfoProvider(original: () => AutoscaleInfo | null) {
          const own = original()
          prices = own?.priceRange ?? undefined
          return own
        },
      })
    },
    provider(original) {
      const own = original()
      if (own === null || own.priceRange === null || prices === undefined) return own
      const priceRange = withinReach(own.priceRange, prices)
      return priceRange === undefined ? null : { ...own, priceRange }
    },
  }
}

/** As much of a range as is near the prices; undefined where none is: to make room for a part of the way would show nothing more. */
export function withinReach(range: PriceRange, prices: PriceRange): PriceRange | undefined {
  const height = prices.maxValue - prices.minValue
  if (height <= 0) return range
  const lowest = prices.minValue - height * roomShare
  const highest = prices.maxValue + height * roomShare
  if (range.minValue > highest || range.maxValue < lowest) return undefined
  return { minValue: Math.max(range.minValue, lowest), maxValue: Math.min(range.maxValue, highest) }
}
