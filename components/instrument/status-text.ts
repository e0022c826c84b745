import type { Status } from '@/lib/market/status.ts'

/** What to say of an instrument that does not simply trade; undefined when it does. */
export function describeStatus(status: Status): { readonly label: string; readonly sentence: string } | undefined {
  switch (status) {
    case 'live':
      return undefined
    case 'pending':
      return { label: 'waiting', sentence: 'No price has been received yet.' }
    case 'delayed':
      return { label: 'delayed', sentence: 'The venue sends these prices late.' }
    case 'stale':
      return {
        label: 'stale',
        sentence: 'Nothing has been heard from the feed for longer than usual. This is the last known price.',
      }
    case 'halted':
      return { label: 'halted', sentence: 'The venue has stopped trading in it.' }
    case 'closed':
      return { label: 'closed', sentence: 'The market is closed. These are the last prices of its session.' }
  }
}
