'use client'

import { Settings2 } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { ErrorBoundary } from '@/components/ui/error-boundary.tsx'
import { Menu } from '@/components/ui/menu.tsx'

const SettingsPanel = lazy(() => import('@/components/workspace/settings-panel.tsx'))

export function SettingsMenu() {
  return (
    <Menu
      id="settings"
      label="Settings"
      align="end"
      className="top-menu"
      face={<Settings2 className="size-4" aria-hidden="true" />}
    >
      {(_, open) =>
        open && (
          <ErrorBoundary what="The settings">
            <Suspense fallback={<div className="h-96" />}>
              <SettingsPanel />
            </Suspense>
          </ErrorBoundary>
        )
      }
    </Menu>
  )
}
