'use client'

import { useEffect, useEffectEvent, useState } from 'react'
import { closePalette, usePalette } from '@/components/palette/palette-state.ts'
import { say } from '@/components/workspace/workspace-store.ts'
import type { InstrumentDefinition } from '@/lib/market/instrument.ts'

const load = () => import('@/components/palette/palette.tsx')
type Palette = Awaited<ReturnType<typeof load>>['default']

// Loaded while the page rests, so that the first letter finds it there: what is on the screen has come by 0.6 s.
const preloadAfterMs = 1500
// Until then keys wait for it.
const giveUpAfterMs = 10_000

interface PaletteHostProps {
  /** undefined: the server's list is not there yet. */
  readonly instruments: readonly InstrumentDefinition[] | undefined
  /** The one shown. */
  readonly symbol: string | undefined
  readonly onStep: (by: 1 | -1) => void
}

/** Listens to keys anywhere on the page and shows the palette once it is asked for. */
export function PaletteHost({ instruments, symbol, onStep }: PaletteHostProps) {
  const { mode } = usePalette()
  const [Palette, setPalette] = useState<Palette>()
  const missing = mode !== undefined && Palette === undefined
  useEffect(() => {
    if (!missing) return
    let waits = true
    const giveUp = (): void => {
      if (!waits) return
      closePalette()
      say('Search could not be loaded: the server does not answer. Keys go to the page again.')
    }
    load().then((loaded) => setPalette(() => loaded.default), giveUp)
    const timer = setTimeout(giveUp, giveUpAfterMs)
    return () => {
      waits = false
      clearTimeout(timer)
    }
  }, [missing])

  const context = useEffectEvent(() => ({ symbol, instruments, step: onStep }))
  useEffect(() => {
    // What keys mean comes after the first paint; keys pressed until then wait for it.
    const early: KeyboardEvent[] = []
    let handle = (event: KeyboardEvent): void => void early.push(event)
    let hold: (event: KeyboardEvent) => boolean = () => false
    import('@/components/palette/page-keys.ts')
      .then(({ handlePageKey, holdKey }) => {
        handle = (event) => handlePageKey(event, context())
        hold = holdKey
        for (const event of early) if (!hold(event)) handle(event)
      })
      .catch((error: unknown) => console.error('Cannot load what keys do:', error))
    const listener = (event: KeyboardEvent): void => handle(event)
    const first = (event: KeyboardEvent): void => void hold(event)
    window.addEventListener('keydown', listener)
    window.addEventListener('keydown', first, true)
    const timer = setTimeout(() => {
      // Offline, or the server is going: it is asked for again when it is needed.
      load().catch(() => undefined)
    }, preloadAfterMs)
    return () => {
      window.removeEventListener('keydown', listener)
      window.removeEventListener('keydown', first, true)
      clearTimeout(timer)
    }
  }, [])

  return Palette && <Palette symbol={symbol} instruments={instruments} />
}
