'use client'

import { useState } from 'react'
import { ChartLegend } from '@/components/chart/chart-legend.tsx'
import { type BarReading, ChartView } from '@/components/chart/chart-view.tsx'
import { IntervalPicker } from '@/components/chart/interval-picker.tsx'
import type { Interval } from '@/lib/market/bar.ts'

interface ChartPanelProps {
  readonly symbol: string | undefined
  readonly interval: Interval
  readonly onInterval: (interval: Interval) => void
}

export function ChartPanel({ symbol, interval, onInterval }: ChartPanelProps) {
  const [reading, setReading] = useState<BarReading>()
  const current =
    reading !== undefined && reading.series.symbol === symbol && reading.series.interval === interval ? reading : undefined
  return (
    <section aria-label="Chart" className="flex min-h-0 flex-1 flex-col bg-panel">
      <div className="flex h-11 shrink-0 items-center border-line border-b px-2 desk:h-8">
        <IntervalPicker interval={interval} onPick={onInterval} />
        <span className="ml-auto pr-1 text-2xs text-ink-3" title="Bars start at whole hours and days of universal time">
          UTC
        </span>
      </div>
      <div className="relative flex min-h-0 flex-1 flex-col">
        <div className="pointer-events-none absolute inset-x-3 top-2 z-10">
          <ChartLegend reading={current} />
        </div>
        {symbol === undefined ? <div className="flex-1" /> : <ChartView symbol={symbol} interval={interval} onBar={setReading} />}
      </div>
    </section>
  )
}
