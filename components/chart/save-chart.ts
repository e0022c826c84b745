import type { ChartHandle } from '@/components/chart/chart-view.tsx'
import { barsFileName, barsToCsv } from '@/lib/chart/bars-csv.ts'

/** The chart as it is on the screen, as a PNG file. */
export function savePicture(chart: ChartHandle | null): void {
  const bars = chart?.bars
  chart?.takePicture()?.toBlob((blob) => {
    if (blob !== null && bars !== undefined) save(blob, fileName(bars, 'png'))
  })
}

/** Every bar that is loaded, exact. */
export function saveBarsAsCsv(chart: ChartHandle | null): void {
  const bars = chart?.bars
  if (bars === undefined) return
  save(new Blob([barsToCsv(bars.bars, bars.series.instrument)], { type: 'text/csv' }), fileName(bars, 'csv'))
}

function fileName({ series, bars }: NonNullable<ChartHandle['bars']>, extension: string): string {
  return barsFileName(series.symbol, series.interval, bars.at(-1)?.timeMs ?? 0, extension)
}

function save(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
