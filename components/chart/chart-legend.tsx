import type { BarReading } from '@/components/chart/chart-view.tsx'
import { barVolumeLots } from '@/lib/market/bar.ts'
import { formatPercent, formatPrice, formatVolume } from '@/lib/market/format.ts'

/** Open, high, low, close and volume of one bar, over the top left of the chart. Keeps its line when it has nothing to say. */
export function ChartLegend({ reading }: { readonly reading: BarReading | undefined }) {
  if (reading === undefined) return <p className="chart-legend" />
  const { bar, series } = reading
  const { instrument } = series
  const sign = bar.close > bar.open ? 'up' : bar.close < bar.open ? 'down' : 'none'
  const parts = [
    ['O', 'Open', formatPrice(bar.open, instrument)],
    ['H', 'High', formatPrice(bar.high, instrument)],
    ['L', 'Low', formatPrice(bar.low, instrument)],
    ['C', 'Close', formatPrice(bar.close, instrument)],
  ] as const
  return (
    <p className="chart-legend" data-pointed={reading.pointed}>
      <span className="text-ink-3">{formatBarTime(bar.timeMs, series.interval)}</span>
      {parts.map(([short, long, text]) => (
        <span key={short} title={long}>
          <span className="text-ink-3">{short}</span> <span data-sign={sign}>{text}</span>
        </span>
      ))}
      <span data-sign={sign}>{formatPercent(bar.close, bar.open)}</span>
      <span title="Volume">
        <span className="text-ink-3">Vol</span> {formatVolume(barVolumeLots(bar), instrument)}
      </span>
    </p>
  )
}

function formatBarTime(timeMs: number, interval: BarReading['series']['interval']): string {
  const text = new Date(timeMs).toISOString()
  const [date = '', time = ''] = text.split('T')
  if (interval === '1d') return date
  return `${date.slice(5)} ${time.slice(0, interval === '1s' ? 8 : 5)}`
}
