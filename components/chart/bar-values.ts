import { volumeValue } from '@/components/instrument/quote-values.ts'
import { type Bar, barVolumeLots } from '@/lib/market/bar.ts'
import { formatNumber, formatPrice } from '@/lib/market/format.ts'
import { parseStep } from '@/lib/market/step.ts'
import type { WireInstrument } from '@/lib/protocol/messages.ts'

/**
 * The chart gets prices as whole numbers of the last decimal of the tick size: exact for every instrument, be its price
 * 1e-11 or 1e10, and round on the axis where the text is round.
 */
export interface ChartScale {
  readonly toChart: (ticks: number) => number
  /** The tick nearest to a position on the axis. */
  readonly toTicks: (chartValue: number) => number
  /** Text of any position on the axis, rounded to the tick. */
  readonly format: (chartValue: number) => string
}

export function createChartScale(instrument: WireInstrument): ChartScale {
  const { multiple } = parseStep(instrument.tickSize)
  return {
    toChart: (ticks) => ticks * multiple,
    toTicks: (chartValue) => Math.round(chartValue / multiple),
    format: (chartValue) => formatPrice(Math.round(chartValue / multiple), instrument),
  }
}

// Below it a tick is more than 0.001% of the price: between two bars it moves by few of them.
const fineTicks = 100_000

/** Text of a difference of prices around one of so many ticks: none is 0, and averages of few ticks can be told apart. */
export function differenceFormat({ tickSize }: WireInstrument, price: number): (chartValue: number) => string {
  const { decimals } = parseStep(tickSize)
  const shown = decimals + (price < fineTicks ? 2 : 0)
  return (chartValue) => formatNumber(chartValue / 10 ** decimals, shown)
}

/** Position of the bar that starts at `timeMs`; -1 when there is none. Bars ascend. */
export function findBar(bars: readonly Bar[], timeMs: number): number {
  let low = 0
  let high = bars.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const time = bars[middle]?.timeMs ?? Number.NaN
    if (time === timeMs) return middle
    if (time < timeMs) low = middle + 1
    else high = middle - 1
  }
  return -1
}

export function barVolume(bar: Bar, instrument: WireInstrument): number {
  return volumeValue(barVolumeLots(bar), instrument)
}
