import { ratesNow } from '@/components/health/describe-rate.ts'
import type { ConnectionState, QuoteRate, Release, StreamClient } from '@/lib/stream/types.ts'

export interface ShownRate extends QuoteRate {
  /** How often so far the page has shown any of these; undefined: they are out of view. */
  readonly shown: number | undefined
}

interface Group {
  readonly symbols: readonly string[]
  shown: number
  release: Release
}

// Rows out of view, which only keep the order of a list, are asked for more slowly.
const inViewHz = 4

/** Counts how often prices are shown. It listens at their own rate: what is held back for whoever shows them is held back for it. */
export class ShownCounts {
  readonly #client: StreamClient
  readonly #groups = new Map<number, Group>()

  constructor(client: StreamClient) {
    this.#client = client
  }

  /** All rates of the page as they are now, the fastest first. Begins to count those that are new. */
  read(state: ConnectionState): readonly ShownRate[] {
    const rates = ratesNow(this.#client, state)
    for (const [hz, { release }] of this.#groups) {
      if (rates.some(({ wanted }) => wanted === hz)) continue
      release()
      this.#groups.delete(hz)
    }
    return rates.map((rate) => ({ ...rate, shown: rate.wanted < inViewHz ? undefined : this.#follow(rate).shown }))
  }

  release(): void {
    for (const { release } of this.#groups.values()) release()
    this.#groups.clear()
  }

  #follow({ wanted, symbols }: QuoteRate): Group {
    const known = this.#groups.get(wanted)
    if (known?.symbols.length === symbols.size && known.symbols.every((symbol) => symbols.has(symbol))) return known
    const group: Group = { symbols: [...symbols], shown: known?.shown ?? 0, release: () => undefined }
    const count = (): void => {
      group.shown += 1
    }
    group.release = this.#client.quotes.subscribeMany(group.symbols, count, wanted)
    known?.release()
    this.#groups.set(wanted, group)
    return group
  }
}

/** Over the last seconds, as far as there are samples; undefined before there are two. */
export function shownHz(samples: readonly { readonly nowMs: number; readonly shown: number | undefined }[]): number | undefined {
  const [first, last] = [samples.at(-shownOverSamples) ?? samples[0], samples.at(-1)]
  if (first?.shown === undefined || last?.shown === undefined || last.nowMs <= first.nowMs) return undefined
  return ((last.shown - first.shown) * 1000) / (last.nowMs - first.nowMs)
}

const shownOverSamples = 6
