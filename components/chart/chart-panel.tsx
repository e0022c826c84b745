'use client'

import { useCallback, useEffect, useId, useMemo, useRef } from 'react'
import { activateChart } from '@/components/chart/active-chart.ts'
import type { BarReading } from '@/components/chart/chart-controller.ts'
import { ChartLegend, type LegendHandle } from '@/components/chart/chart-legend.tsx'
import { type ChartHandle, ChartView } from '@/components/chart/chart-view.tsx'
import { StatusMark } from '@/components/instrument/status-mark.tsx'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { UnknownSymbol } from '@/components/instrument/unknown-symbol.tsx'
import { usePausedSince } from '@/components/pause/pause-stream.tsx'
import { PauseTopics } from '@/components/pause/pause-topics.tsx'
import { updateWorkspace } from '@/components/workspace/workspace-store.ts'
import { formatTime } from '@/lib/market/format.ts'
import { changeChart } from '@/lib/workspace/change-chart.ts'
import { activateChart as activateChartAt, scaleInForce, toggleCompare } from '@/lib/workspace/chart-edits.ts'
import type { ChartSettings } from '@/lib/workspace/workspace.ts'

interface ChartPanelProps {
  readonly index: number
  readonly settings: ChartSettings
  readonly symbol: string | undefined
  readonly active: boolean
  /** The only one on the page: nothing to tell it from. */
  readonly alone: boolean
  /** CSS grid-area. */
  readonly area: string
  readonly timeZone: string
  readonly known: readonly string[] | undefined
  /** To show in place of a symbol that is not known. */
  readonly suggestion: string | undefined
}

export function ChartPanel(props: ChartPanelProps) {
  const { index, settings, symbol, active, alone, area, timeZone, known, suggestion } = props
  const { interval, kind, indicators, volume, table } = settings
  const scale = scaleInForce(settings)
  const place = useId()
  const pausedSinceMs = usePausedSince(`${place}bars ${symbol} ${interval}`)
  const handle = useRef<ChartHandle>(null)
  const legend = useRef<LegendHandle>(null)
  const look = useMemo(() => ({ kind, scale, indicators, volume, timeZone }), [kind, scale, indicators, volume, timeZone])
  const isUnknown = (each: string): boolean => known !== undefined && !known.includes(each)
  const compare = useMemo(() => settings.compare.filter((each) => each !== symbol), [settings.compare, symbol])
  const unknownCompared = compare.filter(isUnknown).join()
  const drawn = useMemo(() => compare.filter((each) => !unknownCompared.split(',').includes(each)), [compare, unknownCompared])
  useEffect(() => (active ? activateChart(handle) : undefined), [active])
  const write = useCallback((reading: BarReading | undefined) => legend.current?.write(reading), [])
  const activate = (): void => updateWorkspace((workspace) => activateChartAt(workspace, index))
  return (
    <section
      aria-label={symbol === undefined ? `Chart ${index + 1}` : `Chart ${index + 1}: ${bareSymbol(symbol)}`}
      className="chart-place"
      style={{ gridArea: area }}
      data-active={active && !alone}
      onPointerDownCapture={activate}
      onFocusCapture={activate}
    >
      <div className="pointer-events-none chart-legend-place absolute inset-x-3 top-2 z-10 pr-16">
        <div className="chart-legend-lines">
          {!alone && symbol !== undefined && (
            <p className="chart-legend items-center font-semibold">
              {bareSymbol(symbol)} <span className="font-normal text-ink-3">{interval}</span>
              <StatusMark symbol={symbol} />
            </p>
          )}
          {pausedSinceMs !== undefined && <p className="chart-legend text-warning">Paused since {formatTime(pausedSinceMs)}</p>}
          <ChartLegend
            ref={legend}
            timeZone={timeZone}
            compare={compare}
            drawn={drawn}
            onRemoveCompared={(gone) => updateWorkspace((workspace) => toggleCompare(workspace, index, gone))}
          />
        </div>
      </div>
      {symbol !== undefined && known !== undefined && isUnknown(symbol) && (
        <UnknownSymbol
          symbol={symbol}
          known={known}
          suggestion={suggestion}
          onShow={(shown) => updateWorkspace((workspace) => changeChart(workspace, index, { symbol: shown }))}
        />
      )}
      {symbol !== undefined && !isUnknown(symbol) && (
        <PauseTopics place={place}>
          <ChartView ref={handle} symbol={symbol} interval={interval} look={look} compare={drawn} table={table} onBar={write} />
        </PauseTopics>
      )}
    </section>
  )
}
