'use client'

import { Minus, PencilLine, TrendingUp, X } from 'lucide-react'
import type { MouseEvent, ReactNode } from 'react'
import { activeChart } from '@/components/chart/active-chart.ts'
import type { DrawingTool } from '@/components/chart/drawing-layer.ts'
import { saveLines, useLines } from '@/components/chart/saved-lines.ts'
import { Menu } from '@/components/ui/menu.tsx'
import { type Drawing, describeDrawing, parseDrawings, serialiseDrawings } from '@/lib/chart/drawings.ts'
import { formatPrice } from '@/lib/market/format.ts'
import { pageFormats } from '@/lib/market/page-formats.ts'

interface DrawingMenuProps {
  readonly symbol: string | undefined
  /** IANA name. */
  readonly timeZone: string
}

/** Lines to draw, and those that are drawn on the instrument of the active chart. `symbol`: as its settings name it. */
export function DrawingMenu(props: DrawingMenuProps) {
  return (
    <Menu label="Lines" className="w-72" face={<PencilLine className="size-4" aria-hidden="true" />}>
      {(close, open) => open && <Lines {...props} close={close} />}
    </Menu>
  )
}

function Lines({ symbol: named, timeZone, close }: DrawingMenuProps & { readonly close: () => void }) {
  const instrument = activeChart()?.bars?.series.instrument
  const symbol = instrument?.symbol ?? named ?? ''
  const text = useLines(symbol)
  const drawings = text === undefined || instrument === undefined ? [] : parseDrawings(text, instrument.tickSize).drawings
  const draw = (tool: DrawingTool) => (event: MouseEvent) => {
    close()
    // A press of Enter on a button is a click without a place.
    activeChart()?.draw(tool, event.detail === 0 ? 'keys' : 'pointer')
  }
  const remove = (gone: Drawing): void => {
    if (instrument === undefined) return
    const left = drawings.filter((drawing) => drawing !== gone)
    saveLines(symbol, left.length === 0 ? undefined : serialiseDrawings(left, instrument.tickSize), 'Line removed')
  }
  return (
    <>
      <Tool name="Horizontal line" keys="Alt+H" onClick={draw('horizontal')}>
        <Minus className="size-4 text-ink-3" aria-hidden="true" />
      </Tool>
      <Tool name="Trend line" keys="Alt+T" onClick={draw('trend')}>
        <TrendingUp className="size-4 text-ink-3" aria-hidden="true" />
      </Tool>
      {instrument !== undefined && drawings.length > 0 && (
        <>
          <ul aria-label="Lines drawn" className="border-line border-t pt-1">
            {drawings.map((drawing) => {
              const name = describeDrawing(drawing, (ticks) => formatPrice(ticks, instrument), shortTime(timeZone))
              return (
                <li key={drawing.id} className="flex items-center pr-1 pl-3">
                  <span className="min-w-0 flex-1 py-1 text-xs">{name}</span>
                  <button type="button" aria-label={`Remove: ${name}`} onClick={() => remove(drawing)} className="tool-button">
                    <X className="size-4" aria-hidden="true" />
                  </button>
                </li>
              )
            })}
          </ul>
          <button
            type="button"
            onClick={() => saveLines(symbol, undefined, 'All lines removed')}
            className="menu-item border-line border-t"
          >
            Remove all
          </button>
        </>
      )}
    </>
  )
}

interface ToolProps {
  readonly name: string
  readonly keys: string
  readonly onClick: (event: MouseEvent) => void
  readonly children: ReactNode
}

function Tool({ name, keys, onClick, children }: ToolProps) {
  return (
    <button type="button" onClick={onClick} className="menu-item">
      {children}
      {name}
      <span className="ml-auto text-2xs text-ink-3">{keys}</span>
    </button>
  )
}

function shortTime(timeZone: string): (timeMs: number) => string {
  const { locale, hourCycle } = pageFormats()
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', hourCycle, timeZone })
  return (timeMs) => format.format(timeMs)
}
