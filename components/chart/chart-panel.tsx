'use client'

import { useEffect, useMemo, useRef, useState } from 'react'
import { activateChart } from '@/components/chart/active-chart.ts'
import { useIndicators } from '@/components/chart/chart-indicators.ts'
import { ChartLegend } from '@/components/chart/chart-legend.tsx'
import { ChartToolbar } from '@/components/chart/chart-toolbar.tsx'
import { type BarReading, type ChartHandle, ChartView } from '@/components/chart/chart-view.tsx'
import { usePreferences } from '@/components/workspace/preferences.ts'
import { useViewState } from '@/components/workspace/view-state.ts'
import { systemTimeZone } from '@/lib/chart/time-zone.ts'

export function ChartPanel({ symbol }: { readonly symbol: string | undefined }) {
  const { interval, chart: kind, scale } = useViewState()
  const indicators = useIndicators()
  const { timeZone = systemTimeZone() } = usePreferences()
  const [reading, setReading] = useState<BarReading>()
  const handle = useRef<ChartHandle>(null)
  const look = useMemo(() => ({ kind, scale, indicators, timeZone }), [kind, scale, indicators, timeZone])
  useEffect(() => {
    if (handle.current !== null) return activateChart(handle.current)
  })
  const current =
    reading !== undefined && reading.series.symbol === symbol && reading.series.interval === interval ? reading : undefined
  return (
    <section aria-label="Chart" className="flex min-h-0 min-w-0 flex-1 flex-col bg-panel">
      <ChartToolbar chart={handle} timeZone={timeZone} />
      <div className="relative flex min-h-0 flex-1 flex-col">
        <div className="pointer-events-none absolute inset-x-3 top-2 z-10 pr-16">
          <ChartLegend reading={current} timeZone={timeZone} />
        </div>
        {symbol === undefined ? (
          <div className="flex-1" />
        ) : (
          <ChartView ref={handle} symbol={symbol} interval={interval} look={look} onBar={setReading} />
        )}
      </div>
    </section>
  )
}
