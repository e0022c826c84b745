'use client'

import { lazy, Suspense, useEffect, useEffectEvent, useState } from 'react'
import { usePalette } from '@/components/palette/palette-state.ts'
import { shortcutFor } from '@/components/palette/shortcuts.ts'
import type { InstrumentDefinition } from '@/lib/market/instrument.ts'

const load = () => import('@/components/palette/palette.tsx')
const Palette = lazy(load)

// Loaded while the page rests, so that the first letter finds it there.
const preloadAfterMs = 3000

interface PaletteHostProps {
  readonly instruments: readonly InstrumentDefinition[]
  readonly onStep: (by: 1 | -1) => void
}

/** Listens to keys anywhere on the page and shows the palette once it is asked for. */
export function PaletteHost({ instruments, onStep }: PaletteHostProps) {
  const { mode } = usePalette()
  const [wanted, setWanted] = useState(false)
  if (mode !== undefined && !wanted) setWanted(true)

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return
    const action = shortcutFor(event, { step: onStep })
    if (action === undefined) return
    event.preventDefault()
    action()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKey(event)
    window.addEventListener('keydown', listener)
    const timer = setTimeout(() => {
      load().catch((error: unknown) => console.warn('The palette will be loaded when it is needed:', error))
    }, preloadAfterMs)
    return () => {
      window.removeEventListener('keydown', listener)
      clearTimeout(timer)
    }
  }, [])

  if (!wanted) return null
  return (
    <Suspense>
      <Palette instruments={instruments} />
    </Suspense>
  )
}
