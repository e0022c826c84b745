'use client'

import { LayoutDashboard } from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { ErrorBoundary } from '@/components/ui/error-boundary.tsx'
import { placeBelow } from '@/components/ui/pick-menu.tsx'

const LayoutsPanel = lazy(() => import('@/components/workspace/layouts-panel.tsx'))

export const layoutsPopover = 'layouts'

/** What the button opens is loaded when it is opened. */
export function LayoutsMenu() {
  const button = useRef<HTMLButtonElement>(null)
  const popover = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={layoutsPopover}
        aria-label="Layouts"
        title="Layouts (.)"
        className="tool-button"
      >
        <LayoutDashboard className="size-4" aria-hidden="true" />
      </button>
      <div
        ref={popover}
        id={layoutsPopover}
        popover="auto"
        role="dialog"
        aria-label="Layouts"
        className="menu-popover w-[min(320px,calc(100vw-16px))] text-xs"
        onToggle={(event) => {
          setOpen(event.newState === 'open')
          if (event.newState === 'open') placeBelow(button.current, popover.current, 'end')
        }}
      >
        {open && (
          <ErrorBoundary what="The menu of layouts">
            <Suspense fallback={<div className="h-40" />}>
              <LayoutsPanel onDone={() => popover.current?.hidePopover?.()} />
            </Suspense>
          </ErrorBoundary>
        )}
      </div>
    </>
  )
}
