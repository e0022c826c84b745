'use client'

import { lazy, Suspense, useSyncExternalStore } from 'react'
import { ErrorBoundary } from '@/components/ui/error-boundary.tsx'

const ChartPanel = lazy(async () => {
  // Both at once: the panel would only then ask for the drawing.
  const [panel] = await Promise.all([
    import('@/components/chart/chart-panel.tsx'),
    import('@/components/chart/price-chart.ts').catch(() => undefined),
  ])
  return { default: panel.ChartPanel }
})

/** The chart in its own files, after the prices. Until then its place, toolbar and all, in its final size. */
export function LazyChartPanel({ symbol }: { readonly symbol: string | undefined }) {
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
        <ChartPanel symbol={symbol} />
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
