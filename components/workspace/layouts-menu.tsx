'use client'

import { LayoutDashboard } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { ErrorBoundary } from '@/components/ui/error-boundary.tsx'
import { Menu } from '@/components/ui/menu.tsx'

const LayoutsPanel = lazy(() => import('@/components/workspace/layouts-panel.tsx'))

export const layoutsPopover = 'layouts'

/** What the button opens is loaded when it is opened. */
export function LayoutsMenu() {
  return (
    <Menu
      id={layoutsPopover}
      label="Layouts"
      title="Layouts (.)"
      align="end"
      className="top-menu text-xs"
      face={<LayoutDashboard className="size-4" aria-hidden="true" />}
    >
      {(close, open) =>
        open && (
          <ErrorBoundary what="The menu of layouts">
            <Suspense fallback={<div className="h-40" />}>
              <LayoutsPanel onDone={close} />
            </Suspense>
          </ErrorBoundary>
        )
      }
    </Menu>
  )
}
