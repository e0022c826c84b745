import type { Interval } from '../market/bar.ts'
import { parseStep } from '../market/step.ts'
import { parseSteps } from '../market/steps.ts'
import type { ClosesResponse } from '../protocol/rest.ts'
import { fetchJson, isRecord } from './fetch-json.ts'

/** The server takes 200; an address of so many long symbols stays below what proxies pass on. */
const symbolsMax = 100
/** A list asks row by row as it is drawn: what is asked within this time goes out together. */
const gatherMs = 30

interface Waiting {
  readonly resolve: (closes: readonly number[]) => void
  readonly reject: (error: unknown) => void
}

/** Loads closes of many instruments in few requests, however singly they are asked for. */
export class ClosesLoader {
  readonly #interval: Interval
  readonly #limit: number
  #waiting = new Map<string, Waiting[]>()

  constructor(interval: Interval, limit: number) {
    this.#interval = interval
    this.#limit = limit
  }

  /** In ticks, oldest first; none where there is no history. Rejects with ApiError. */
  load(symbol: string): Promise<readonly number[]> {
    if (this.#waiting.size === 0) setTimeout(() => this.#send(), gatherMs)
    return new Promise((resolve, reject) => {
      const others = this.#waiting.get(symbol) ?? []
      others.push({ resolve, reject })
      this.#waiting.set(symbol, others)
    })
  }

  #send(): void {
    const waiting = [...this.#waiting]
    this.#waiting = new Map()
    for (let first = 0; first < waiting.length; first += symbolsMax) void this.#request(waiting.slice(first, first + symbolsMax))
  }

  async #request(waiting: readonly (readonly [string, readonly Waiting[]])[]): Promise<void> {
    const symbols = waiting.map(([symbol]) => symbol).join(',')
    const parameters = new URLSearchParams({ symbols, interval: this.#interval, limit: String(this.#limit) })
    try {
      const { closes } = await fetchJson(`/api/closes?${parameters}`, readCloses)
      const found = new Map(closes.map(([symbol, tickSize, texts]) => [symbol, inTicks(texts, tickSize)]))
      for (const [symbol, asking] of waiting) for (const { resolve } of asking) resolve(found.get(symbol) ?? [])
    } catch (error) {
      for (const [, asking] of waiting) for (const { reject } of asking) reject(error)
    }
  }
}

export const closesOfHour = new ClosesLoader('1m', 60)

function readCloses(body: unknown): ClosesResponse {
  if (!isRecord(body) || !Array.isArray(body.closes)) throw new TypeError('expected { closes: [] }')
  for (const row of body.closes as unknown[]) {
    if (!Array.isArray(row) || typeof row[1] !== 'string' || !Array.isArray(row[2]))
      throw new TypeError('expected [symbol, tickSize, closes]')
  }
  return body as unknown as ClosesResponse
}

function inTicks(texts: readonly string[], tickSize: string): readonly number[] {
  const tick = parseStep(tickSize)
  return texts.map((text) => parseSteps(text, tick))
}
