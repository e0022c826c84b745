import type { ErrorMessage } from '../protocol/messages.ts'
import { Signal } from './signal.ts'
import type { Connection, Release } from './types.ts'

const errorsMax = 20

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

  addError(error: ErrorMessage): void {
    const own = { code: error.code, message: error.message, symbols: error.symbols ?? [] }
    this.set({ errors: [...this.#value.errors, own].slice(-errorsMax) })
  }
}

/** Growing totals as a rate per second. */
export class RateMeter {
  #total = 0
  #sinceMs = 0
  perSecond = 0

  measure(total: number, nowMs: number): number {
    const seconds = (nowMs - this.#sinceMs) / 1000
    if (seconds > 0) this.perSecond = Math.round((total - this.#total) / seconds)
    this.#total = total
    this.#sinceMs = nowMs
    return this.perSecond
  }
}
