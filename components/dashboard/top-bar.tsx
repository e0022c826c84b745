'use client'

import { ConnectionIndicator } from '@/components/connection/connection-indicator.tsx'
import { FeedBadge } from '@/components/connection/feed-badge.tsx'
import { SearchTrigger } from '@/components/palette/search-trigger.tsx'
import { PauseButton } from '@/components/pause/pause-button.tsx'
import { SideButtons } from '@/components/side/side-buttons.tsx'
import { LayoutsMenu } from '@/components/workspace/layouts-menu.tsx'
import { SettingsMenu } from '@/components/workspace/settings-menu.tsx'

export function TopBar() {
  return (
    <header className="top-bar">
      <h1 className="sr-only">Ticklane</h1>
      <div className="flex min-w-0 items-center gap-2">
        <Brand />
        <FeedBadge />
      </div>
      <div className="flex items-center gap-1">
        <SearchTrigger />
      </div>
      <div className="flex items-center justify-end gap-1">
        <ConnectionIndicator />
        <PauseButton />
        <SideButtons />
        <LayoutsMenu />
        <SettingsMenu />
      </div>
    </header>
  )
}

function Brand() {
  return (
    <span className="mr-1 flex items-center gap-2 font-semibold text-base tracking-tight">
      <svg viewBox="0 0 20 20" className="size-5" aria-hidden="true">
        <g className="stroke-ink-3" strokeWidth="1.5" strokeLinecap="round">
          <path d="M4 3.5v12M16 5v12" />
        </g>
        <path d="M10 1.5v15" className="stroke-accent" strokeWidth="1.5" strokeLinecap="round" />
        <rect x="2" y="6" width="4" height="6.5" rx="1" className="fill-ink-3" />
        <rect x="8" y="3.5" width="4" height="8.5" rx="1" className="fill-accent" />
        <rect x="14" y="8" width="4" height="6" rx="1" className="fill-ink-3" />
      </svg>
      {/* A narrow phone needs the room for what the badge says. */}
      <span className="hidden min-[30rem]:inline">Ticklane</span>
    </span>
  )
}
