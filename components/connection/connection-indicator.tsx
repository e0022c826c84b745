'use client'

import { useEffect, useState } from 'react'
import { type ConnectionTone, describeConnection } from '@/components/connection/connection-text.ts'
import { usePausedSince } from '@/components/pause/pause-stream.tsx'
import { useConnection } from '@/lib/stream/hooks.ts'

const dotClasses: Record<ConnectionTone, string> = {
  good: 'bg-good',
  warning: 'bg-warning',
  bad: 'bg-danger',
  neutral: 'bg-ink-3 motion-safe:animate-pulse',
}

/** A dot, a word and, for whoever asks or listens, a sentence. */
export function ConnectionIndicator() {
  const connection = useConnection()
  const nowMs = useSecondHand(connection.retryAtMs !== undefined)
  const text = describeConnection(connection, nowMs, usePausedSince() !== undefined)
  return (
    <span className="connection" title={text.sentence} data-state={connection.state}>
      <span className={`size-2 rounded-full ${dotClasses[text.tone]}`} aria-hidden="true" />
      <span
        aria-hidden="true"
        className={text.tone === 'bad' ? 'font-medium text-danger' : text.tone === 'warning' ? 'text-warning' : 'text-ink-2'}
      >
        <span className={text.short && 'max-desk:hidden'}>{text.label}</span>
        <span className="desk:hidden">{text.short}</span>
      </span>
      {/* A countdown read out every second is noise: the sentence has none. */}
      <span className="sr-only" role="status">
        {text.sentence}
      </span>
    </span>
  )
}

function useSecondHand(running: boolean): number {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    if (!running) return
    setNowMs(Date.now())
    const timer = setInterval(() => setNowMs(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [running])
  return nowMs
}
