'use client'

import { useEffect, useEffectEvent, useRef } from 'react'
import { bareSymbol } from '@/components/instrument/symbol-text.ts'
import { useWorkspace } from '@/components/workspace/workspace-store.ts'
import { describeChange, type ViewParts, viewParts } from '@/lib/workspace/describe-view.ts'

// Held down, a key passes instruments faster than anybody listens.
const settleMs = 500
const names = {
  symbol: bareSymbol,
  interval: (interval: string) => interval,
  // Their own labels are in a part of the page that only charts need.
  indicator: (id: string) => (id.length > 4 ? id : id.toUpperCase()),
}

/**
 * What keys and commands did to the chart, for the ear (WCAG 4.1.3): what is seen at once has no words of its own.
 */
export function TellView({ symbol }: { readonly symbol: string }) {
  const workspace = useWorkspace()
  const place = useRef<HTMLParagraphElement>(null)
  const told = useRef<ViewParts>(undefined)
  const parts = viewParts(workspace, symbol, names)
  const whole = parts.join()
  const tell = useEffectEvent(() => {
    const text = told.current === undefined ? '' : describeChange(told.current, parts)
    told.current = parts
    // The list says its rows itself.
    if (text === '' || place.current === null || document.activeElement?.closest('.watchlist') != null) return
    place.current.textContent = text
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is told counts
  useEffect(() => {
    if (told.current === undefined) return tell()
    const timer = setTimeout(() => tell(), settleMs)
    return () => clearTimeout(timer)
  }, [whole])
  return <p ref={place} role="status" data-testid="view-told" className="sr-only" />
}
