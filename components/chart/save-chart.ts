import type { ChartBars } from '@/components/chart/chart-bars.ts'
import { pictureWith } from '@/components/chart/chart-picture.ts'
import { readChartTheme } from '@/components/chart/chart-theme.ts'
import type { PriceChart } from '@/components/chart/price-chart.ts'
import { zoneName } from '@/components/chart/zone-names.ts'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { barsFileName, barsToCsv } from '@/lib/chart/bars-csv.ts'

/** The chart as it is on the screen, as a PNG file. */
export function savePicture(
  chart: PriceChart | undefined,
  place: HTMLElement | null,
  bars: ChartBars | undefined,
  timeZone: string,
): void {
  if (chart === undefined || place === null || bars === undefined) return
  const { symbol, interval, instrument } = bars.series
  const prices = instrument.origin === 'simulated' ? 'simulated prices' : instrument.venue
  // Days are of UTC whatever the zone.
  const zone = zoneName(interval === '1d' ? 'UTC' : timeZone)
  const title = [`${bareSymbol(symbol)} ${interval}`, instrument.name, prices, zone].join(' · ')
  pictureWith(chart.takePicture(), place, title, readChartTheme(place)).toBlob((blob) => {
    if (blob !== null) save(blob, fileName(bars, 'png'))
  })
}

/** Every bar that is loaded, exact. */
export function saveBarsAsCsv(bars: ChartBars | undefined): void {
  if (bars === undefined) return
  save(new Blob([barsToCsv(bars.bars, bars.series.instrument)], { type: 'text/csv' }), fileName(bars, 'csv'))
}

function fileName({ series, bars }: ChartBars, extension: string): string {
  return barsFileName(series.symbol, series.interval, bars.at(-1)?.timeMs ?? 0, extension)
}

function save(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
