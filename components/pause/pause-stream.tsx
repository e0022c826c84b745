'use client'

import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { createPausableStream, type Passed, type PausableStream } from '@/components/pause/pausable-stream.ts'
import { say, useWorkspace } from '@/components/workspace/workspace-store.ts'
import { formatCount } from '@/lib/market/format.ts'
import { useStreamClient } from '@/lib/stream/hooks.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'
import type { StreamClient } from '@/lib/stream/types.ts'

const streams = new WeakMap<StreamClient, PausableStream>()

/** What is inside stands still while the viewer has paused prices; what is outside, as alerts, goes on. */
export function PauseStream({ children }: { readonly children: ReactNode }) {
  return <StreamProvider client={usePausable().client}>{children}</StreamProvider>
}

/**
 * Says over the panes that prices stand still and for how long they have; without a word nobody could tell. Low in them, above what
 * is said of the connection: the price and its change are at their top.
 */
export function PauseNotice() {
  const { paused } = useWorkspace().rate
  const stream = usePausable()
  const since = useRef(0)
  const [ageSeconds, setAge] = useState(0)
  useEffect(() => {
    if (!paused) return
    stream.pause()
    since.current = performance.now()
    setAge(0)
    const timer = setInterval(() => setAge(Math.floor((performance.now() - since.current) / 1000)), 1000)
    return () => {
      clearInterval(timer)
      const passed = stream.resume()
      if (passed !== undefined) say(describePassed(passed))
    }
  }, [paused, stream])
  if (!paused) return null
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-14 z-30 mx-auto w-fit max-w-[92vw] rounded border border-warning bg-raised px-3 py-1.5 text-center font-semibold text-warning text-xs shadow-lg">
      <span role="status">Paused: prices do not move.</span>{' '}
      <span className="price">They are at least {describeAge(ageSeconds)} old.</span>
    </div>
  )
}

export function describePassed({ trades, instruments }: Passed): string {
  if (trades === 0) return 'Resumed. Nothing was traded meanwhile.'
  return `Resumed. Passed meanwhile: ${formatCount(trades)} ${trades === 1 ? 'trade' : 'trades'} in ${formatCount(instruments)} ${instruments === 1 ? 'instrument' : 'instruments'}; everything shown is current.`
}

function describeAge(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
}

function usePausable(): PausableStream {
  const client = useStreamClient()
  return useMemo(() => {
    const stream = streams.get(client) ?? createPausableStream(client)
    streams.set(client, stream)
    return stream
  }, [client])
}
