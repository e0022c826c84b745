import type { RefObject } from 'react'
import type { ChartHandle } from '@/components/chart/chart-view.tsx'

type Chart = RefObject<ChartHandle | null>

/** By a tap: so many times as much time in view, and so much of what is in view. */
export const zoomStep = 1.5
export const scrollStep = 0.5

let active: Chart | null = null

/** The chart that keys and commands mean, as it is when they come. Returns what ends it. */
export function activateChart(chart: Chart): () => void {
  active = chart
  return () => {
    if (active === chart) active = null
  }
}

export function activeChart(): ChartHandle | null {
  return active?.current ?? null
}
