'use client'

import { Camera, ChartCandlestick, ChartSpline, Download, LayoutGrid, RotateCcw, Ruler } from 'lucide-react'
import type { ReactNode } from 'react'
import { activeChart } from '@/components/chart/active-chart.ts'
import { chartKindNames, scaleNames } from '@/components/chart/chart-names.ts'
import { IndicatorMenu } from '@/components/chart/indicator-menu.tsx'
import { IntervalPicker } from '@/components/chart/interval-picker.tsx'
import { saveBarsAsCsv } from '@/components/chart/save-chart.ts'
import { PickMenu } from '@/components/ui/pick-menu.tsx'
import { activeChartOf, performEdit, setActiveChart, setWorkspace, useWorkspace } from '@/components/workspace/workspace-store.ts'
import { systemTimeZone } from '@/lib/chart/time-zone.ts'
import { arrangements } from '@/lib/workspace/arrangements.ts'
import { arrangeCharts } from '@/lib/workspace/chart-edits.ts'
import { type ArrangementId, type ChartKind, type ChartScale, chartKinds, chartScales } from '@/lib/workspace/workspace.ts'

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

/** `timeZone` in force. */
export function ChartToolbar({ timeZone }: { readonly timeZone: string }) {
  const workspace = useWorkspace()
  const { formats, arrangement } = workspace
  const chart = activeChartOf(workspace)
  return (
    <div role="toolbar" aria-label="Chart" className="chart-toolbar">
      <IntervalPicker interval={chart.interval} onPick={(interval) => setActiveChart({ interval })} />
      <Divider />
      <PickMenu
        label="Chart type"
        icon={<ChartCandlestick className="size-4" aria-hidden="true" />}
        choices={chartKinds.map((value) => ({ value, name: chartKindNames[value] }))}
        value={chart.kind}
        onPick={(kind: ChartKind) => setActiveChart({ kind })}
      />
      <IndicatorMenu icon={<ChartSpline className="size-4" aria-hidden="true" />} />
      <PickMenu
        label="Price scale"
        icon={<Ruler className="size-4" aria-hidden="true" />}
        choices={chartScales.map((value) => ({ value, name: scaleNames[value] }))}
        value={chart.scale}
        onPick={(scale: ChartScale) => setActiveChart({ scale })}
      />
      <PickMenu
        label="Arrangement of charts"
        icon={<LayoutGrid className="size-4" aria-hidden="true" />}
        choices={arrangements.map(({ id, name }) => ({ value: id, name }))}
        value={arrangement}
        onPick={(id: ArrangementId) => performEdit((current) => arrangeCharts(current, id))}
      />
      <Divider />
      <IconButton label="Back to the newest bars (Alt+R)" onClick={() => activeChart()?.resetView()}>
        <RotateCcw className="size-4" aria-hidden="true" />
      </IconButton>
      <IconButton label="Save a picture (Alt+S)" onClick={() => activeChart()?.savePicture()}>
        <Camera className="size-4" aria-hidden="true" />
      </IconButton>
      <IconButton label="Save the bars as CSV" onClick={() => saveBarsAsCsv(activeChart()?.bars)}>
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
        value={formats.timeZone ?? ''}
        onPick={(zone: string) => setWorkspace({ formats: { ...formats, timeZone: zone === '' ? undefined : zone } })}
      />
    </div>
  )
}

function zoneName(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ')
}

function Divider() {
  return <span className="mx-1 h-4 w-px shrink-0 bg-line-strong" aria-hidden="true" />
}

interface IconButtonProps {
  readonly label: string
  readonly onClick: () => void
  readonly children: ReactNode
}

function IconButton({ label, onClick, children }: IconButtonProps) {
  return (
    <button type="button" aria-label={label} title={label} onClick={onClick} className="tool-button">
      {children}
    </button>
  )
}
