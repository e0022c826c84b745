import { fetchJson, isRecord } from '@/lib/api/fetch-json.ts'

/** A time by the venue's clock and by the server's, of one update: what the server answers for one instrument. */
export interface VenueTimes {
  readonly venueTimeMs: number | undefined
  readonly receivedTimeMs: number | undefined
}

export interface PriceHops {
  /** Includes what the two clocks differ; negative where the venue's is ahead. undefined: not known. */
  readonly venueToServerMs: number | undefined
  /** Half a round trip: an estimate, as one way cannot be measured. */
  readonly wireMs: number | undefined
  /** From the server's flush until this page drew it, without the wire. */
  readonly browserMs: number | undefined
}

/** `arrivalMs`: from the server's flush, by its clock, until the page had the update. */
export function priceHops(
  times: VenueTimes | undefined,
  roundTripMs: number | undefined,
  arrivalMs: number | undefined,
): PriceHops {
  const wireMs = roundTripMs === undefined ? undefined : roundTripMs / 2
  return {
    venueToServerMs:
      times?.venueTimeMs === undefined || times.receivedTimeMs === undefined
        ? undefined
        : times.receivedTimeMs - times.venueTimeMs,
    wireMs,
    // The clocks agree only to within half a round trip: what comes out below nothing is nothing.
    browserMs: wireMs === undefined || arrivalMs === undefined ? undefined : Math.max(0, arrivalMs - wireMs),
  }
}

/** The stream says when a venue made a price only in snapshots; this asks. Rejects with ApiError. */
export async function loadVenueTimes(symbol: string): Promise<VenueTimes> {
  return await fetchJson(`/api/quotes?symbols=${encodeURIComponent(symbol)}`, (body) => {
    const quote: unknown = isRecord(body) && Array.isArray(body.quotes) ? body.quotes[0] : undefined
    if (!isRecord(quote)) throw new TypeError('expected { quotes: [] }')
    return { venueTimeMs: knownTime(quote.venueTimeMs), receivedTimeMs: knownTime(quote.receivedTimeMs) }
  })
}

function knownTime(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined
}
