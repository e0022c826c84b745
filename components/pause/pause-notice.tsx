import { useEffect, useState } from 'react'
import { usePausable, usePausedSince } from '@/components/pause/pause-stream.tsx'
import { say, useWorkspace } from '@/components/workspace/workspace-store.ts'
import { formatCount, formatTime } from '@/lib/market/format.ts'
import type { Quote } from '@/lib/stream/types.ts'

/** Holds prices while the viewer wants them to stand still, says so and since when; without a word nobody could tell. */
export function PauseNotice() {
  const { paused } = useWorkspace().rate
  const stream = usePausable()
  const sinceMs = usePausedSince()
  const [ageSeconds, setAge] = useState(0)
  useEffect(() => {
    if (!paused) return
    stream.pause()
    const beganMs = performance.now()
    setAge(0)
    const timer = setInterval(() => setAge(Math.floor((performance.now() - beganMs) / 1000)), 1000)
    return () => {
      clearInterval(timer)
      say(describePassed(stream.resume(), stream.client.quotes.get))
    }
  }, [paused, stream])
  if (sinceMs === undefined) return null
  return (
    <div className="max-w-full rounded border border-warning bg-raised px-3 py-1.5 text-center font-semibold text-warning text-xs shadow-lg">
      <span role="status">Paused: prices do not move.</span>{' '}
      <span className="price">
        Since {formatTime(sinceMs)}, {describeAge(ageSeconds)} ago.
      </span>
    </div>
  )
}

export function describePassed(held: readonly Quote[], get: (symbol: string) => Quote | undefined): string {
  // A server that restarted counts anew.
  const passed = held.map(({ symbol, tradeCount }) => (get(symbol)?.tradeCount ?? 0) - tradeCount).filter((count) => count > 0)
  const trades = passed.reduce((sum, count) => sum + count, 0)
  const instruments = passed.length
  if (trades === 0) return 'Resumed. Nothing was traded meanwhile.'
  return `Resumed. Passed meanwhile: ${formatCount(trades)} ${trades === 1 ? 'trade' : 'trades'} in ${formatCount(instruments)} ${instruments === 1 ? 'instrument' : 'instruments'}; everything shown is current.`
}

function describeAge(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
}
