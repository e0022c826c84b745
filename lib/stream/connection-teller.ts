import type { CancelTimer, Clock } from '../market/clock.ts'
import type { Connection } from './types.ts'

/** Change every second or so: they go with prices into one frame of the page, and not into one of their own. */
const figures: ReadonlySet<keyof Connection> = new Set([
  'updatesPerSecond',
  'tradesPerSecond',
  'bytesPerSecond',
  'roundTripMs',
  'clockOffsetMs',
  'frameWaitMs',
  'checksPassed',
])
/** Where no prices come. */
const figuresWithinMs = 300

/** Tells the page what of the connection changed: states at once, figures with the next flush. */
export class ConnectionTeller {
  readonly #clock: Clock
  readonly #read: () => Connection
  readonly #tell: (change: Partial<Connection>) => void
  #told: Partial<Connection> = {}
  #cancel: CancelTimer | undefined

  constructor(clock: Clock, read: () => Connection, tell: (change: Partial<Connection>) => void) {
    this.#clock = clock
    this.#read = read
    this.#tell = tell
  }

  changed(): void {
    if (this.#changes().every(([key]) => figures.has(key))) {
      this.#cancel ??= this.#clock.after(figuresWithinMs, () => this.tellNow())
    } else this.tellNow()
  }

  /** Something else is being told. */
  tellNow(): void {
    this.#cancel?.()
    this.#cancel = undefined
    const changes = this.#changes()
    if (changes.length === 0) return
    this.#told = { ...this.#read() }
    this.#tell(Object.fromEntries(changes))
  }

  #changes(): [keyof Connection, unknown][] {
    const now = Object.entries(this.#read()) as [keyof Connection, unknown][]
    return now.filter(([key, value]) => !Object.is(this.#told[key], value))
  }
}
