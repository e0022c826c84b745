/** Pings whose round trips are compared; at one every 5 s this covers a minute and a half. */
const samplesMax = 16

interface Sample {
  readonly roundTripMs: number
  readonly offsetMs: number
}

/**
 * Round trip and clock offset from pings. The offset is that of the quickest ping kept: whatever delays a ping only ever
 * adds to its round trip, so the quickest one has the least error (at most half its round trip).
 */
export class ClockSync {
  #samples: Sample[] = []

  /** Of the latest ping. */
  roundTripMs: number | undefined
  /** Server clock minus ours. */
  offsetMs: number | undefined

  add(sentMs: number, receivedMs: number, serverTimeMs: number): void {
    const roundTripMs = receivedMs - sentMs
    // The system clock was set between: the sample says nothing, and older ones speak of another clock.
    if (roundTripMs < 0) {
      this.clear()
      return
    }
    this.#samples.push({ roundTripMs, offsetMs: serverTimeMs - (sentMs + receivedMs) / 2 })
    if (this.#samples.length > samplesMax) this.#samples.shift()
    let best = this.#samples[0]
    for (const sample of this.#samples) if (best === undefined || sample.roundTripMs < best.roundTripMs) best = sample
    this.roundTripMs = roundTripMs
    this.offsetMs = best?.offsetMs
  }

  clear(): void {
    this.#samples = []
    this.roundTripMs = undefined
    this.offsetMs = undefined
  }
}
