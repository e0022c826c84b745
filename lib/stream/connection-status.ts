import { Signal } from './signal.ts'
import type { Connection, Release } from './types.ts'

export const connectionAtFirst: Connection = {
  state: 'connecting',
  reason: '',
  transport: 'none',
  feeds: [],
  roundTripMs: undefined,
  clockOffsetMs: undefined,
  reconnects: 0,
  retryAtMs: undefined,
  rateLimit: undefined,
  checksPassed: 0,
  checksFailed: 0,
  updatesPerSecond: 0,
  tradesPerSecond: 0,
  bytesPerSecond: 0,
  missed: undefined,
  errors: [],
}

/** What the page shows of its connection: an immutable value, replaced when something of it changes. */
export class ConnectionStatus {
  #value = connectionAtFirst
  readonly #changes = new Signal<undefined>()

  get(): Connection {
    return this.#value
  }

  subscribe(listener: () => void): Release {
    return this.#changes.add(listener)
  }

  set(change: Partial<Connection>): void {
    const before = this.#value
    const keys = Object.keys(change) as (keyof Connection)[]
    if (keys.every((key) => Object.is(before[key], change[key]))) return
    this.#value = { ...before, ...change }
    this.#changes.emit(undefined)
  }
}
