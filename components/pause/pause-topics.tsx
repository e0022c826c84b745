import { type ReactNode, useMemo } from 'react'
import { holdTopics } from '@/components/pause/hold-topics.ts'
import { markAsOf, usePausable } from '@/components/pause/pause-stream.tsx'
import { StreamProvider } from '@/lib/stream/provider.tsx'

/** As PauseStream, with trades, bars and books: around charts and panels, which come after the first prices. `place`: as holdTopics'. */
export function PauseTopics({ place, children }: { readonly place?: string; readonly children: ReactNode }) {
  const stream = usePausable()
  const client = useMemo(() => {
    const held = holdTopics(stream.client, stream, place)
    markAsOf(stream, held)
    return held
  }, [stream, place])
  return <StreamProvider client={client}>{children}</StreamProvider>
}
