'use client'

import { Settings2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { ErrorBoundary } from '@/components/ui/error-boundary.tsx'

const SettingsPanel = lazy(() => import('@/components/workspace/settings-panel.tsx'))

/** The browser's own popover: focus, Escape and a click outside without code of ours. Filled when it is opened. */
export function SettingsMenu() {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" popoverTarget="settings" aria-label="Settings" title="Settings" className="tool-button">
        <Settings2 className="size-4" aria-hidden="true" />
      </button>
      <div
        id="settings"
        popover="auto"
        role="dialog"
        aria-label="Settings"
        className="settings-popover"
        onBeforeToggle={(event) => setOpen(event.newState === 'open')}
      >
        {open && (
          <ErrorBoundary what="The settings">
            <Suspense fallback={<div className="h-96" />}>
              <SettingsPanel />
            </Suspense>
          </ErrorBoundary>
        )}
      </div>
    </>
  )
}
