import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { findInstruments } from '@/components/palette/find-instruments.ts'
import { PaletteItem } from '@/components/palette/palette-item.tsx'
import { activeChartOf, say, updateWorkspace, useWorkspace } from '@/components/workspace/workspace-store.ts'
import type { InstrumentDefinition } from '@/lib/market/instrument.ts'
import { toggleCompare } from '@/lib/workspace/chart-edits.ts'
import { workspaceLimits } from '@/lib/workspace/workspace.ts'

const instrumentsMax = 40

interface CompareResultsProps {
  readonly query: string
  readonly instruments: readonly InstrumentDefinition[]
}

/** Instruments to draw beside the active chart's own; those that are drawn come first, and go when they are chosen. */
export function CompareResults({ query, instruments }: CompareResultsProps) {
  const { compare, symbol: own } = activeChartOf(useWorkspace())
  const found = findInstruments(instruments, query, instrumentsMax).filter(({ symbol }) => symbol !== own)
  const drawn = found.filter(({ symbol }) => compare.includes(symbol))
  const others = found.filter(({ symbol }) => !compare.includes(symbol))
  const toggle = (symbol: string) => {
    if (!compare.includes(symbol) && compare.length >= workspaceLimits.comparePerChart)
      return say(`At most ${workspaceLimits.comparePerChart} instruments can be compared at a time.`)
    updateWorkspace((workspace) => toggleCompare(workspace, workspace.activeChart, symbol))
  }
  return [...drawn, ...others].map(({ symbol, name, venue }) => (
    <PaletteItem key={symbol} value={symbol} onSelect={() => toggle(symbol)} end={compare.includes(symbol) ? 'Remove' : venue}>
      <span className="w-28 shrink-0 truncate font-medium normal-nums">{bareSymbol(symbol)}</span>
      <span className="truncate text-ink-2">{name}</span>
    </PaletteItem>
  ))
}
