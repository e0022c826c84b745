'use client'

import {
  Camera,
  ChartCandlestick,
  ChartSpline,
  Download,
  GitCompareArrows,
  LayoutGrid,
  RotateCcw,
  Ruler,
  Table2,
} from 'lucide-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { activeChart } from '@/components/chart/active-chart.ts'
import { chartKindNames, scaleChoices, scaleNames } from '@/components/chart/chart-names.ts'
import { DrawingMenu } from '@/components/chart/drawing-menu.tsx'
import { IndicatorMenu } from '@/components/chart/indicator-menu.tsx'
import { IntervalPicker, intervalNames } from '@/components/chart/interval-picker.tsx'
import { LinkMenu } from '@/components/chart/link-menu.tsx'
import { MoreMenu } from '@/components/chart/more-menu.tsx'
import { saveBarsAsCsv } from '@/components/chart/save-chart.ts'
import { zoneChoices, zoneName } from '@/components/chart/zone-names.ts'
import { openPalette } from '@/components/palette/palette-state.ts'
import { PickMenu } from '@/components/ui/pick-menu.tsx'
import { activeChartOf, performEdit, setActiveChart, setWorkspace, useWorkspace } from '@/components/workspace/workspace-store.ts'
import { type Interval, intervals } from '@/lib/market/bar.ts'
import { arrangements } from '@/lib/workspace/arrangements.ts'
import { arrangeCharts, scaleInForce } from '@/lib/workspace/chart-edits.ts'
import { type ArrangementId, type ChartKind, type ChartScale, chartKinds } from '@/lib/workspace/workspace.ts'

/** `timeZone` in force. What a narrow chart has no room for is under one button. */
export function ChartToolbar({ timeZone }: { readonly timeZone: string }) {
  const workspace = useWorkspace()
  const { formats, arrangement } = workspace
  const chart = activeChartOf(workspace)
  const { compare, table, interval } = chart
  const pickInterval = (picked: Interval): void => setActiveChart({ interval: picked })
  return (
    <div role="toolbar" aria-label="Chart" className="chart-toolbar" onKeyDown={stepThrough}>
      <div className="toolbar-wide h-full">
        <IntervalPicker interval={interval} onPick={pickInterval} />
      </div>
      <div className="toolbar-narrow">
        <PickMenu
          label="Interval"
          text={interval}
          choices={intervals.map((value) => ({ value, name: intervalNames[value] }))}
          value={interval}
          onPick={pickInterval}
        />
      </div>
      <Divider />
      <PickMenu
        label="Chart type"
        icon={<ChartCandlestick className="size-4" aria-hidden="true" />}
        choices={chartKinds.map((value) => ({ value, name: chartKindNames[value] }))}
        value={chart.kind}
        onPick={(kind: ChartKind) => setActiveChart({ kind })}
      />
      <IndicatorMenu icon={<ChartSpline className="size-4" aria-hidden="true" />} />
      <IconButton
        label={`Compare with another instrument (Alt+C)${compare.length > 0 ? `: ${compare.length}` : ''}`}
        onClick={() => openPalette('compare')}
      >
        <GitCompareArrows className="size-4" aria-hidden="true" />
        {compare.length > 0 && <span className="text-2xs text-accent">{compare.length}</span>}
      </IconButton>
      <DrawingMenu symbol={chart.symbol} timeZone={timeZone} />
      <IconButton label="Bars as a table (Alt+B)" pressed={table} onClick={() => setActiveChart({ table: !table })}>
        <Table2 className="size-4" aria-hidden="true" />
      </IconButton>
      <div className="toolbar-wide">
        <PickMenu
          label="Price scale"
          icon={<Ruler className="size-4" aria-hidden="true" />}
          choices={scaleChoices(compare.length > 0).map((value) => ({ value, name: scaleNames[value] }))}
          value={scaleInForce(chart)}
          onPick={(scale: ChartScale) => setActiveChart({ scale })}
        />
        <PickMenu
          label="Arrangement of charts"
          icon={<LayoutGrid className="size-4" aria-hidden="true" />}
          choices={arrangements.map(({ id, name }) => ({ value: id, name }))}
          value={arrangement}
          onPick={(id: ArrangementId) => performEdit((current) => arrangeCharts(current, id))}
        />
        <LinkMenu />
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
      </div>
      <span className="flex-1" />
      <div className="toolbar-wide">
        <PickMenu
          label="Time zone"
          align="end"
          text={zoneName(timeZone)}
          choices={zoneChoices(formats.timeZone)}
          value={formats.timeZone ?? ''}
          onPick={(zone: string) => setWorkspace({ formats: { ...formats, timeZone: zone === '' ? undefined : zone } })}
        />
      </div>
      <div className="toolbar-narrow">
        <MoreMenu />
      </div>
    </div>
  )
}

/** Arrow keys, Home and End among the tools that are seen, as in any toolbar; what a tool opened has keys of its own. */
function stepThrough(event: KeyboardEvent<HTMLElement>): void {
  if (event.altKey || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLButtonElement)) return
  const tools = [...event.currentTarget.querySelectorAll<HTMLElement>('button')].filter(
    (tool) => tool.getClientRects().length > 0 && tool.closest('[popover]') === null,
  )
  const at = tools.indexOf(event.target)
  const targets: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tools.length - 1 }
  const target = targets[event.key]
  if (at < 0 || target === undefined) return
  event.preventDefault()
  tools[(target + tools.length) % tools.length]?.focus()
}

function Divider() {
  return <span className="mx-1 h-4 w-px shrink-0 bg-line-strong" aria-hidden="true" />
}

interface IconButtonProps {
  readonly label: string
  readonly pressed?: boolean
  readonly onClick: () => void
  readonly children: ReactNode
}

function IconButton({ label, pressed, onClick, children }: IconButtonProps) {
  return (
    <button type="button" aria-label={label} aria-pressed={pressed} title={label} onClick={onClick} className="tool-button">
      {children}
    </button>
  )
}
