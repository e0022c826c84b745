'use client'

import { useEffect } from 'react'
import { ChartPanel } from '@/components/chart/chart-panel.tsx'
import { ChartToolbar } from '@/components/chart/chart-toolbar.tsx'
import { checkIndicators } from '@/components/workspace/check-indicators.ts'
import { correctWorkspace, useWorkspace } from '@/components/workspace/workspace-store.ts'
import { systemTimeZone } from '@/lib/chart/time-zone.ts'
import { arrangementOf } from '@/lib/workspace/arrangements.ts'

interface ChartAreaProps {
  /** Of the active chart, once the viewer has settled on it. */
  readonly symbol: string | undefined
  /** For a chart that names no symbol, or one that there is not. */
  readonly fallback: string | undefined
  /** All that the server offers; undefined until it is known. */
  readonly known: readonly string[] | undefined
}

/** One to eight charts in their arrangement, under one toolbar that means the active one. */
export function ChartArea({ symbol, fallback, known }: ChartAreaProps) {
  const { charts, arrangement, activeChart, maximised, formats } = useWorkspace()
  const { columns, rows, places } = arrangementOf(arrangement)
  const timeZone = formats.timeZone ?? systemTimeZone()
  // biome-ignore lint/correctness/useExhaustiveDependencies: of whatever charts there are now, wherever they came from
  useEffect(() => correctWorkspace(checkIndicators), [charts])
  const alone = maximised || charts.length === 1
  return (
    <section aria-label="Chart" className="flex min-h-0 min-w-0 flex-1 flex-col bg-panel">
      <ChartToolbar timeZone={timeZone} />
      <div
        className="chart-grid"
        style={
          alone
            ? { gridTemplate: 'minmax(0, 1fr) / minmax(0, 1fr)' }
            : { gridTemplate: `repeat(${rows}, minmax(0, 1fr)) / repeat(${columns}, minmax(0, 1fr))` }
        }
      >
        {places.map((place, index) => {
          const settings = charts[index]
          if (settings === undefined || (alone && index !== activeChart)) return null
          const area = `${place.row} / ${place.column} / span ${place.rows} / span ${place.columns}`
          return (
            <ChartPanel
              // A place keeps its chart whatever it shows.
              key={`${place.row}-${place.column}`}
              index={index}
              settings={settings}
              symbol={index === activeChart ? symbol : (settings.symbol ?? fallback)}
              active={index === activeChart}
              alone={alone}
              area={alone ? 'auto' : area}
              timeZone={timeZone}
              known={known}
              suggestion={fallback}
            />
          )
        })}
      </div>
    </section>
  )
}
