'use client'

import { lazy, Suspense, useSyncExternalStore } from 'react'
import { ErrorBoundary } from '@/components/ui/error-boundary.tsx'

const ChartArea = lazy(async () => {
  // Both at once: the area would only then ask for the drawing. When the drawing fails, the chart says so in its place.
  const [area] = await Promise.all([
    import('@/components/chart/chart-area.tsx'),
    import('@/components/chart/price-chart.ts').catch(() => undefined),
  ])
  return { default: area.ChartArea }
})

interface LazyChartAreaProps {
  readonly symbol: string | undefined
  readonly fallback: string | undefined
  readonly known: readonly string[] | undefined
}

/** The charts in their own files, after the prices. Until then their place, toolbar and all, in its final size. */
export function LazyChartArea(props: LazyChartAreaProps) {
  // The server draws no chart: its page is the same for everybody.
  const inBrowser = useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  )
  if (!inBrowser) return <Waiting />
  return (
    <ErrorBoundary what="The chart">
      <Suspense fallback={<Waiting />}>
        <ChartArea {...props} />
      </Suspense>
    </ErrorBoundary>
  )
}

function Waiting() {
  return (
    <section aria-label="Chart" aria-busy="true" className="flex min-h-0 flex-1 flex-col bg-panel">
      <div className="chart-toolbar" />
    </section>
  )
}
