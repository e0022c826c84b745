'use client'

import { lazy, Suspense } from 'react'
import { ErrorBoundary } from '@/components/ui/error-boundary.tsx'
import { useWorkspace } from '@/components/workspace/workspace-store.ts'

const SidePanel = lazy(async () => ({ default: (await import('@/components/side/side-panel.tsx')).SidePanel }))

interface LazySidePanelProps {
  readonly symbol: string | undefined
  readonly symbols: readonly string[] | undefined
  readonly offered: readonly string[] | undefined
}

/** What is beside the chart, once one of it is asked for. */
export function LazySidePanel(props: LazySidePanelProps) {
  const { panels, pane } = useWorkspace()
  const wanted = panels.length > 0 || (pane !== 'list' && pane !== 'chart')
  if (!wanted) return null
  return (
    <div className="dashboard-side min-h-0 min-w-0">
      <ErrorBoundary what="This panel">
        <Suspense fallback={<div className="flex-1 bg-panel" />}>
          <SidePanel {...props} />
        </Suspense>
      </ErrorBoundary>
    </div>
  )
}
