import type { ChartHandle } from '@/components/chart/chart-view.tsx'

let active: ChartHandle | null = null

/** The chart that keys and commands mean. Returns what ends it. */
export function activateChart(chart: ChartHandle): () => void {
  active = chart
  return () => {
    if (active === chart) active = null
  }
}

export function activeChart(): ChartHandle | null {
  return active
}
