import type { HostParts } from './stream-host.ts'

/** In a browser: what the first prices can do without is loaded when it is asked for. */
export const lazyParts: HostParts = {
  fallback: async () => (await import('./fallback.ts')).fallback,
  topics: { load: async () => (await import('./topic-channels.ts')).createTopics },
}
