'use client'

import { lazy, Suspense, useEffect, useEffectEvent, useState } from 'react'
import { usePalette } from '@/components/palette/palette-state.ts'
import type { InstrumentDefinition } from '@/lib/market/instrument.ts'

const load = () => import('@/components/palette/palette.tsx')
const Palette = lazy(load)

// Loaded while the page rests, so that the first letter finds it there.
const preloadAfterMs = 3000

interface PaletteHostProps {
  readonly instruments: readonly InstrumentDefinition[]
  /** The one shown. */
  readonly symbol: string | undefined
  readonly onStep: (by: 1 | -1) => void
}

/** Listens to keys anywhere on the page and shows the palette once it is asked for. */
export function PaletteHost({ instruments, symbol, onStep }: PaletteHostProps) {
  const { mode } = usePalette()
  const [wanted, setWanted] = useState(false)
  if (mode !== undefined && !wanted) setWanted(true)

  const context = useEffectEvent(() => ({ symbol, step: onStep }))
  useEffect(() => {
    // What keys mean comes after the first paint; keys pressed until then wait for it.
    const early: KeyboardEvent[] = []
    let handle = (event: KeyboardEvent): void => void early.push(event)
    import('@/components/palette/page-keys.ts')
      .then(({ handlePageKey }) => {
        handle = (event) => handlePageKey(event, context())
        early.forEach(handle)
      })
      .catch((error: unknown) => console.error('Cannot load what keys do:', error))
    const listener = (event: KeyboardEvent): void => handle(event)
    window.addEventListener('keydown', listener)
    const timer = setTimeout(() => {
      // Offline, or the server is going: it is asked for again when it is needed.
      load().catch(() => undefined)
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
