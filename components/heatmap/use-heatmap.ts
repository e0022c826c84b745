import { useEffect, useEffectEvent, useState } from 'react'
import type { HeatmapSettings } from '@/components/heatmap/heatmap-settings.ts'
import { type HeatmapLayout, planHeatmap } from '@/components/heatmap/heatmap-tiles.ts'
import { textScale } from '@/components/ui/text-scale.ts'
import { useStreamClient } from '@/lib/stream/hooks.ts'
import type { Quote } from '@/lib/stream/types.ts'
import { workspaceLimits } from '@/lib/workspace/workspace.ts'

// Colours are read, not counted: faster would be noise.
export const heatHz = 1
// An area that changes faster cannot be followed.
const planMs = 4000
const firstPlanMs = 100
/** The first map waits for most of its prices, but not for an instrument that has none. */
const enough = 0.9
const patienceMs = 2500

export interface HeatmapSize {
  readonly width: number
  readonly height: number
}

/** Areas of the tiles: steady while `held`, else looked at anew every few seconds. undefined until there are prices. */
export function useHeatmap(
  symbols: readonly string[],
  { area, grouped }: HeatmapSettings,
  size: HeatmapSize | undefined,
  held: boolean,
): HeatmapLayout | undefined {
  const client = useStreamClient()
  const [layout, setLayout] = useState<HeatmapLayout>()
  useEffect(() => client.watchQuotes(symbols.slice(0, workspaceLimits.pricedPerList), heatHz), [client, symbols])

  const plan = useEffectEvent((): void => {
    if (size === undefined || size.width <= 0 || size.height <= 0) return
    const quotes = quotesOf(client.quotes.get, symbols)
    setLayout((before) => planHeatmap(quotes, { area, grouped }, size, before, textScale))
  })
  const planUnlessHeld = useEffectEvent((): void => {
    if (!held) plan()
  })
  const isReady = useEffectEvent((sinceMs: number): boolean => {
    const wanted = Math.min(symbols.length, workspaceLimits.pricedPerList) * enough
    return quotesOf(client.quotes.get, symbols).length >= wanted || performance.now() - sinceMs > patienceMs
  })
  const hasPrices = useEffectEvent((): boolean => symbols.some((symbol) => client.quotes.get(symbol) !== undefined))
  // A new size, list or choice is asked for: at once, held or not.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the plan reads
  useEffect(() => {
    const beganMs = performance.now()
    let timer: ReturnType<typeof setTimeout>
    let planned = false
    const look = (): void => {
      if (planned) planUnlessHeld()
      else if (isReady(beganMs)) {
        // Without a price it is an empty map, for which the first one does not wait.
        planned = hasPrices()
        plan()
      }
      timer = setTimeout(look, planned ? planMs : firstPlanMs)
    }
    look()
    return () => clearTimeout(timer)
  }, [symbols, area, grouped, size?.width, size?.height])
  return layout
}

function quotesOf(get: (symbol: string) => Quote | undefined, symbols: readonly string[]): readonly Quote[] {
  return symbols.flatMap((symbol) => get(symbol) ?? [])
}
