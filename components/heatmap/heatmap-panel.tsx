'use client'

import '@/components/heatmap/heatmap.css'
import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { HeatmapLegend } from '@/components/heatmap/heatmap-legend.tsx'
import { HeatmapMap } from '@/components/heatmap/heatmap-map.tsx'
import { changeHeatmap, type HeatmapSettings, useHeatmapSettings } from '@/components/heatmap/heatmap-settings.ts'
import { HeatmapTable } from '@/components/heatmap/heatmap-table.tsx'
import { type HeatmapSize, useHeatmap } from '@/components/heatmap/use-heatmap.ts'
import { useOrderHold } from '@/components/watchlist/use-order-hold.ts'
import { setActiveChart } from '@/components/workspace/workspace-store.ts'
import { useInstruments } from '@/lib/api/instruments.ts'

interface HeatmapPanelProps {
  /** Of the list shown. */
  readonly symbols: readonly string[]
  /** On the chart. */
  readonly selected: string | undefined
}

/** The market at a glance: what trades most is large, what moves most is coloured. */
export default function HeatmapPanel({ symbols: listed, selected }: HeatmapPanelProps) {
  const settings = useHeatmapSettings()
  const { instruments } = useInstruments()
  const all = useMemo(() => instruments?.map(({ symbol }) => symbol), [instruments])
  const symbols = settings.scope === 'all' ? (all ?? listed) : listed
  const place = useRef<HTMLDivElement>(null)
  const size = useSize(place)
  const hold = useOrderHold()
  const planned = useHeatmap(symbols, settings, size, hold.held)
  // Without a tile there is nothing to tell of colours and areas.
  const layout = planned?.groups.length === 0 ? undefined : planned
  const select = (symbol: string): void => setActiveChart({ symbol })
  return (
    <>
      <Controls settings={settings} whole={all === undefined || all.length === listed.length} />
      <div ref={place} className="relative flex min-h-0 flex-1 flex-col overflow-hidden" {...hold.handlers}>
        {symbols.length === 0 && <Note>This list is empty.</Note>}
        {symbols.length > 0 && layout === undefined && <Note>Waiting for prices.</Note>}
        {settings.table ? (
          <HeatmapTable symbols={symbols} held={hold.held} selected={selected} onSelect={select} />
        ) : (
          layout !== undefined &&
          symbols.length > 0 && <HeatmapMap layout={layout} selected={selected} onSelect={select} onKey={hold.onKey} />
        )}
      </div>
      <HeatmapLegend layout={layout} />
    </>
  )
}

function Note({ children }: { readonly children: ReactNode }) {
  return <p className="appear-late absolute inset-0 m-auto h-fit px-4 text-center text-ink-3 text-xs">{children}</p>
}

function Controls({ settings, whole }: { readonly settings: HeatmapSettings; readonly whole: boolean }) {
  return (
    <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-3 border-line border-b px-3 text-2xs text-ink-3 desk:min-h-8">
      <Pick
        label="Area"
        value={settings.area}
        choices={[
          ['volume', 'volume'],
          ['equal', 'equal'],
        ]}
        onPick={(area) => changeHeatmap({ area })}
      />
      {!whole && (
        <Pick
          label="Of"
          value={settings.scope}
          choices={[
            ['list', 'this list'],
            ['all', 'all'],
          ]}
          onPick={(scope) => changeHeatmap({ scope })}
        />
      )}
      <Check label="By class" checked={settings.grouped} onChange={(grouped) => changeHeatmap({ grouped })} />
      <Check label="As a table" checked={settings.table} onChange={(table) => changeHeatmap({ table })} />
    </div>
  )
}

interface PickProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly choices: readonly (readonly [value: Value, name: string])[]
  readonly onPick: (value: Value) => void
}

function Pick<Value extends string>({ label, value, choices, onPick }: PickProps<Value>) {
  return (
    <label className="flex shrink-0 items-center gap-1.5">
      {label}
      <select
        value={value}
        onChange={(event) => {
          const picked = choices.find(([choice]) => choice === event.target.value)
          if (picked !== undefined) onPick(picked[0])
        }}
        className="field h-6 text-2xs"
      >
        {choices.map(([choice, name]) => (
          <option key={choice} value={choice}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

interface CheckProps {
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

function Check({ label, checked, onChange }: CheckProps) {
  return (
    <label className="flex h-6 shrink-0 items-center gap-1.5">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} className="accent-accent" />
      {label}
    </label>
  )
}

/** Content size in whole px; undefined until it is laid out. */
function useSize(element: { readonly current: HTMLElement | null }): HeatmapSize | undefined {
  const [size, setSize] = useState<HeatmapSize>()
  useLayoutEffect(() => {
    const target = element.current
    if (target === null) return
    const measure = (): void => setSize({ width: target.clientWidth, height: target.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(target)
    return () => observer.disconnect()
  }, [element])
  return size
}
