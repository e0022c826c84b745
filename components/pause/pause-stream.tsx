'use client'

import { type ReactNode, useMemo, useSyncExternalStore } from 'react'
import { createPausableStream, type PausableStream } from '@/components/pause/pausable-stream.ts'
import { useStreamClient } from '@/lib/stream/hooks.ts'
import { StreamProvider } from '@/lib/stream/provider.tsx'
import type { StreamClient } from '@/lib/stream/types.ts'

const streams = new WeakMap<StreamClient, PausableStream>()

/** What is inside stands still while the viewer has paused prices; what is outside, as alerts, goes on. */
export function PauseStream({ children }: { readonly children: ReactNode }) {
  return <StreamProvider client={usePausable().client}>{children}</StreamProvider>
}

/** From when on a part of the page stands still, Unix ms; without a part, what does since the pause began. undefined: it moves. */
export function usePausedSince(part = ''): number | undefined {
  const { subscribe, sinceMs } = usePausable()
  return useSyncExternalStore(
    subscribe,
    () => sinceMs(part),
    () => undefined,
  )
}

/** The same inside `PauseStream` and `PauseTopics`, and outside. */
export function usePausable(): PausableStream {
  const client = useStreamClient()
  return useMemo(() => {
    const stream = streams.get(client) ?? createPausableStream(client)
    markAsOf(stream, client)
    markAsOf(stream, stream.client)
    return stream
  }, [client])
}

/** That a client's picture is held by a stream. */
export function markAsOf(stream: PausableStream, client: StreamClient): void {
  streams.set(client, stream)
}
