'use client'

import { Ellipsis } from 'lucide-react'
import { useId } from 'react'
import { activeChart, scrollStep, zoomStep } from '@/components/chart/active-chart.ts'
import { scaleChoices, scaleNames } from '@/components/chart/chart-names.ts'
import { LinkSwitches } from '@/components/chart/link-menu.tsx'
import { saveBarsAsCsv } from '@/components/chart/save-chart.ts'
import { zoneChoices } from '@/components/chart/zone-names.ts'
import { Menu } from '@/components/ui/menu.tsx'
import { activeChartOf, performEdit, setActiveChart, setWorkspace, useWorkspace } from '@/components/workspace/workspace-store.ts'
import { arrangements } from '@/lib/workspace/arrangements.ts'
import { arrangeCharts, scaleInForce } from '@/lib/workspace/chart-edits.ts'
import type { ArrangementId, ChartScale } from '@/lib/workspace/workspace.ts'

/** The tools that a narrow chart has no room for. */
export function MoreMenu() {
  const workspace = useWorkspace()
  const { formats, arrangement, charts } = workspace
  const chart = activeChartOf(workspace)
  return (
    <Menu label="More tools" align="end" className="w-72" face={<Ellipsis className="size-4" aria-hidden="true" />}>
      {(close) => {
        const act = (action: () => void) => () => {
          close()
          action()
        }
        return (
          <>
            <Choice
              label="Price scale"
              value={scaleInForce(chart)}
              choices={scaleChoices(chart.compare.length > 0).map((value) => ({ value, name: scaleNames[value] }))}
              onPick={(scale: ChartScale) => setActiveChart({ scale })}
            />
            <Choice
              label="Charts"
              value={arrangement}
              choices={arrangements.map((each) => ({ value: each.id, name: each.name }))}
              onPick={(picked: ArrangementId) => performEdit((current) => arrangeCharts(current, picked))}
            />
            <Choice
              label="Time zone"
              value={formats.timeZone ?? ''}
              choices={zoneChoices(formats.timeZone)}
              onPick={(zone: string) => setWorkspace({ formats: { ...formats, timeZone: zone === '' ? undefined : zone } })}
            />
            {charts.length > 1 && <LinkSwitches />}
            <div className="grid grid-cols-2">
              <Action name="Zoom in" onAct={() => activeChart()?.zoom(1 / zoomStep)} />
              <Action name="Zoom out" onAct={() => activeChart()?.zoom(zoomStep)} />
              <Action name="Earlier bars" onAct={() => activeChart()?.scroll(-scrollStep)} />
              <Action name="Later bars" onAct={() => activeChart()?.scroll(scrollStep)} />
            </div>
            <Action name="Back to the newest bars" onAct={act(() => activeChart()?.resetView())} />
            <Action name="Save a picture" onAct={act(() => activeChart()?.savePicture())} />
            <Action name="Save the bars as CSV" onAct={act(() => saveBarsAsCsv(activeChart()?.bars))} />
          </>
        )
      }}
    </Menu>
  )
}

interface ChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly choices: readonly { readonly value: Value; readonly name: string }[]
  readonly onPick: (value: Value) => void
}

function Choice<Value extends string>({ label, value, choices, onPick }: ChoiceProps<Value>) {
  const id = useId()
  return (
    <div className="flex min-h-11 items-center gap-2 px-3 desk:min-h-8">
      <label htmlFor={id} className="w-20 shrink-0 text-ink-3">
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => {
          const picked = choices.find((choice) => choice.value === event.target.value)
          if (picked !== undefined) onPick(picked.value)
        }}
        className="field min-w-0 flex-1"
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.name}
          </option>
        ))}
      </select>
    </div>
  )
}

function Action({ name, onAct }: { readonly name: string; readonly onAct: () => void }) {
  return (
    <button type="button" onClick={onAct} className="menu-item min-h-11 desk:min-h-8">
      {name}
    </button>
  )
}
