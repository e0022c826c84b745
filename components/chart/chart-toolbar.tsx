'use client'

import { Camera, ChartCandlestick, ChartSpline, Download, RotateCcw, Ruler } from 'lucide-react'
import type { RefObject } from 'react'
import {
  type ChartKind,
  chartKindNames,
  chartKinds,
  type ScaleMode,
  scaleModeNames,
  scaleModes,
} from '@/components/chart/chart-kinds.ts'
import type { ChartHandle } from '@/components/chart/chart-view.tsx'
import { IndicatorMenu } from '@/components/chart/indicator-menu.tsx'
import { IntervalPicker } from '@/components/chart/interval-picker.tsx'
import { saveBarsAsCsv } from '@/components/chart/save-chart.ts'
import { PickMenu } from '@/components/ui/pick-menu.tsx'
import { setPreferences, usePreferences } from '@/components/workspace/preferences.ts'
import { setViewState, useViewState } from '@/components/workspace/view-state.ts'
import { systemTimeZone } from '@/lib/chart/time-zone.ts'

interface ChartToolbarProps {
  readonly chart: RefObject<ChartHandle | null>
  /** In force. */
  readonly timeZone: string
}

// The cities whose hours traders speak of; a system's own zone is always the first choice.
const zones = [
  'UTC',
  'America/New_York',
  'America/Chicago',
  'Europe/London',
  'Europe/Berlin',
  'Asia/Hong_Kong',
  'Asia/Tokyo',
  'Australia/Sydney',
]

export function ChartToolbar({ chart, timeZone }: ChartToolbarProps) {
  const view = useViewState()
  const preferences = usePreferences()
  return (
    <div role="toolbar" aria-label="Chart" className="chart-toolbar">
      <IntervalPicker interval={view.interval} onPick={(interval) => setViewState({ interval })} />
      <Divider />
      <PickMenu
        label="Chart type"
        icon={<ChartCandlestick className="size-4" aria-hidden="true" />}
        choices={chartKinds.map((value) => ({ value, name: chartKindNames[value] }))}
        value={view.chart}
        onPick={(kind: ChartKind) => setViewState({ chart: kind })}
      />
      <IndicatorMenu icon={<ChartSpline className="size-4" aria-hidden="true" />} />
      <PickMenu
        label="Price scale"
        icon={<Ruler className="size-4" aria-hidden="true" />}
        choices={scaleModes.map((value) => ({ value, name: scaleModeNames[value] }))}
        value={view.scale}
        onPick={(scale: ScaleMode) => setViewState({ scale })}
      />
      <Divider />
      <IconButton label="Back to the newest bars (Alt+R)" onClick={() => chart.current?.resetView()}>
        <RotateCcw className="size-4" aria-hidden="true" />
      </IconButton>
      <IconButton label="Save a picture" onClick={() => chart.current?.savePicture()}>
        <Camera className="size-4" aria-hidden="true" />
      </IconButton>
      <IconButton label="Save the bars as CSV" onClick={() => saveBarsAsCsv(chart.current?.bars)}>
        <Download className="size-4" aria-hidden="true" />
      </IconButton>
      <span className="flex-1" />
      <PickMenu
        label="Time zone"
        align="end"
        text={zoneName(timeZone)}
        choices={[
          { value: '', name: `System (${zoneName(systemTimeZone())})` },
          ...zones.map((value) => ({ value, name: zoneName(value) })),
        ]}
        value={preferences.timeZone ?? ''}
        onPick={(zone: string) => setPreferences({ timeZone: zone === '' ? undefined : zone })}
      />
    </div>
  )
}

export function zoneName(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ')
}

function Divider() {
  return <span className="mx-1 h-4 w-px shrink-0 bg-line-strong" aria-hidden="true" />
}

interface IconButtonProps {
  readonly label: string
  readonly onClick: () => void
  readonly children: React.ReactNode
}

function IconButton({ label, onClick, children }: IconButtonProps) {
  return (
    <button type="button" aria-label={label} title={label} onClick={onClick} className="tool-button">
      {children}
    </button>
  )
}
