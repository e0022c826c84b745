'use client'

import { Pause, Play } from 'lucide-react'
import { getWorkspace, setWorkspace, useWorkspace } from '@/components/workspace/workspace-store.ts'

export function togglePause(): void {
  const { rate } = getWorkspace()
  setWorkspace({ rate: { ...rate, paused: !rate.paused } })
}

export function PauseButton() {
  const { paused } = useWorkspace().rate
  const Icon = paused ? Play : Pause
  return (
    <button
      type="button"
      aria-label="Pause prices"
      title={paused ? 'Resume prices (Alt+Shift+P)' : 'Pause prices (Alt+Shift+P)'}
      aria-pressed={paused}
      onClick={togglePause}
      className="tool-button"
    >
      <Icon className="size-4" aria-hidden="true" />
    </button>
  )
}
