import type { Clock } from '../../../lib/market/clock.ts'
import { FeedError } from '../../../lib/market/feed.ts'
import type { Problems } from '../problems.ts'
import type { VenueProtocol } from './protocol.ts'

/** A clock that is further off than this is worth telling. */
const toldMs = 1_000

/** Venue clock minus ours, from a request sent and answered at these times of ours; `venueTimeMs` is in the middle of it. */
export function clockOffset(
  venue: string,
  venueTimeMs: number,
  askedAtMs: number,
  answeredAtMs: number,
  problems: Problems,
): number {
  const offsetMs = venueTimeMs - (askedAtMs + answeredAtMs) / 2
  if (Math.abs(offsetMs) > toldMs) {
    problems.add('clock_offset', () => `The clock of ${venue} differs from ours by ${Math.round(offsetMs)} ms`)
  }
  return offsetMs
}

/** Venue clock minus ours, measured against the middle of a request; undefined where the venue does not say its time. */
export async function measureClockOffset(
  { venue, fetchTime }: VenueProtocol,
  clock: Clock,
  problems: Problems,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (fetchTime === undefined) return undefined
  try {
    const askedAtMs = clock.now()
    const venueTimeMs = await fetchTime(signal)
    return clockOffset(venue, venueTimeMs, askedAtMs, clock.now(), problems)
  } catch (error) {
    if (!(error instanceof FeedError)) throw error
    if (!signal.aborted) problems.add('no_venue_time', () => error.message)
    return undefined
  }
}
