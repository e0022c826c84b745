'use client'

import { lazy, Suspense, useEffect, useEffectEvent, useState } from 'react'
import { setPaletteQuery, usePalette } from '@/components/palette/palette-state.ts'
import { runCommand } from '@/components/palette/run-command.ts'
import { useWorkspace } from '@/components/workspace/workspace-store.ts'
import { keyFocus } from '@/lib/keyboard/key-focus.ts'
import { platformOf } from '@/lib/keyboard/key-pattern.ts'
import { matchKey } from '@/lib/keyboard/match-key.ts'
import type { InstrumentDefinition } from '@/lib/market/instrument.ts'

const load = () => import('@/components/palette/palette.tsx')
const Palette = lazy(load)

// Loaded while the page rests, so that the first letter finds it there.
const preloadAfterMs = 3000

interface PaletteHostProps {
  readonly instruments: readonly InstrumentDefinition[]
  readonly symbol: string | undefined
  readonly onStep: (by: 1 | -1) => void
}

/** Listens to keys anywhere on the page and shows the palette once it is asked for. */
export function PaletteHost({ instruments, symbol, onStep }: PaletteHostProps) {
  const { mode, query } = usePalette()
  const { characterKeys } = useWorkspace()
  const [wanted, setWanted] = useState(false)
  if (mode !== undefined && !wanted) setWanted(true)

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const focus = keyFocus(event.target instanceof Element ? event.target : null)
    if (mode !== undefined && focus === 'page') {
      // Typed while the palette is still being loaded: not lost.
      if (mode === 'help' || event.key.length !== 1 || event.altKey || event.ctrlKey || event.metaKey) return
      event.preventDefault()
      setPaletteQuery(query + event.key)
      return
    }
    const platform = platformOf(navigator.platform)
    const match = matchKey(event, { focus: mode === undefined ? focus : 'overlay', platform, characterKeys })
    if (match !== undefined && runCommand(match, { step: onStep, symbol })) event.preventDefault()
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
