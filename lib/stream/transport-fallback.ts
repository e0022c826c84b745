import type { CancelTimer } from '../market/clock.ts'
import { type Demand, demandQuery } from './demand.ts'
import type { StreamEnvironment } from './environment.ts'

/** Where the HTTP side of the stream is, and what the page wants of it. */
export interface FallbackOptions {
  address(path: 'stream' | 'poll', query: string): string
  demand(): Demand
}

/** A list being scrolled changes many times a second, and each change begins a connection. */
const demandSettlesMs = 400

/** Watches the demand of a transport that is told by its address. */
export class DemandWatch {
  readonly #environment: StreamEnvironment
  readonly #options: FallbackOptions
  readonly #onChanged: (query: string) => void
  #query = ''
  #timer: CancelTimer | undefined

  /** `onChanged`: something else is wanted, and has been for a moment. Not called with nothing. */
  constructor(environment: StreamEnvironment, options: FallbackOptions, onChanged: (query: string) => void) {
    this.#environment = environment
    this.#options = options
    this.#onChanged = onChanged
  }

  changed(): void {
    this.#timer ??= this.#environment.after(demandSettlesMs, () => {
      this.#timer = undefined
      const { query } = demandQuery(this.#options.demand())
      if (query === '' || query === this.#query) return
      this.#query = query
      this.#onChanged(query)
    })
  }

  close(): void {
    this.#timer?.()
    this.#timer = undefined
  }
}
