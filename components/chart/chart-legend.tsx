import type { BarReading } from '@/components/chart/chart-view.tsx'
import { createTimeAxis } from '@/lib/chart/time-axis.ts'
import { barVolumeLots } from '@/lib/market/bar.ts'
import { formatPercent, formatPrice, formatVolume } from '@/lib/market/format.ts'

interface ChartLegendProps {
  readonly reading: BarReading | undefined
  readonly timeZone: string
}

/** One bar in figures, and the indicators at it, over the top left of the chart. Keeps its line when it has nothing to say. */
export function ChartLegend({ reading, timeZone }: ChartLegendProps) {
  if (reading === undefined) return <p className="chart-legend" />
  const { bar, series, indicators } = reading
  const { instrument } = series
  const sign = bar.close > bar.open ? 'up' : bar.close < bar.open ? 'down' : 'none'
  const parts = [
    ['O', 'Open', formatPrice(bar.open, instrument)],
    ['H', 'High', formatPrice(bar.high, instrument)],
    ['L', 'Low', formatPrice(bar.low, instrument)],
    ['C', 'Close', formatPrice(bar.close, instrument)],
  ] as const
  const axis = createTimeAxis({ timeZone, interval: series.interval, locale: 'en-US', hourCycle: 'h23' })
  return (
    <div>
      <p className="chart-legend" data-pointed={reading.pointed}>
        <span className="text-ink-3">{axis.fullLabel(bar.timeMs / 1000)}</span>
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
      {indicators.map(({ title, values }) => (
        <p key={title} className="chart-legend">
          <span className="text-ink-2">{title}</span>
          {values.map(({ name, text, colour }) => (
            <span key={name} title={name} style={{ color: colour }}>
              {text}
            </span>
          ))}
        </p>
      ))}
    </div>
  )
}
