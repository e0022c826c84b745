'use client'

import { Search } from 'lucide-react'
import { openPalette } from '@/components/palette/palette-state.ts'

export function SearchTrigger() {
  return (
    <>
      <button
        type="button"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => openPalette('search')}
        className="flex size-9 items-center justify-center gap-2 rounded text-ink-3 hover:border-line-strong hover:text-ink-2 desk:h-auto desk:min-h-7 desk:w-64 desk:justify-start desk:border desk:border-line desk:bg-raised desk:px-2.5"
      >
        <Search className="size-4 desk:size-3.5" aria-hidden="true" />
        <span className="sr-only desk:not-sr-only">Search, or just type</span>
        <kbd className="ml-auto hidden rounded border border-line-strong px-1 font-sans text-2xs desk:inline">Ctrl K</kbd>
      </button>
      <button
        type="button"
        aria-label="Keyboard"
        title="Keyboard (?)"
        onClick={() => openPalette('help')}
        className="tool-button hidden desk:inline-flex"
      >
        <span aria-hidden="true">?</span>
      </button>
    </>
  )
}
