import type { CloseName } from '../../lib/protocol/close-codes.ts'
import type { Refusal, StreamCounters } from './counters.ts'
import type { Session } from './session.ts'
import type { StreamOptions } from './stream-options.ts'

/** Why a connection is refused, as its answer says. */
export interface RefusalAnswer {
  readonly refusal: Refusal
  readonly httpStatus: number
  readonly text: string
}

/** An address may ask for as much work as so many connections that use all they are allowed. */
const workPerAddress = 4

/** All connected viewers, and the limits on how many there may be. */
export class Viewers {
  readonly #options: StreamOptions
  readonly #counters: StreamCounters
  readonly #sessions: Session[] = []
  readonly #byAddress = new Map<string, number>()
  /** What was asked for in this second beyond one message each (message-weight.ts), by address. */
  readonly #workByAddress = new Map<string, number>()
  /** Connections whose session has ended, and which are still open. */
  #held = 0
  draining = false

  constructor(options: StreamOptions, counters: StreamCounters) {
    this.#options = options
    this.#counters = counters
  }

  get count(): number {
    return this.#sessions.length
  }

  /** A copy: closing a session changes the list. */
  all(): Session[] {
    return [...this.#sessions]
  }

  /** Whether so much more work may be done for an address in this second: a new connection is no new allowance. */
  affords(address: string, weight: number): boolean {
    const most = workPerAddress * this.#options.messagesPerSecondMax
    return weight === 0 || (this.#workByAddress.get(address) ?? 0) + Math.min(weight, most) <= most
  }

  worked(address: string, weight: number): void {
    if (weight > 0) this.#workByAddress.set(address, (this.#workByAddress.get(address) ?? 0) + weight)
  }

  /** Once a second. */
  forgetWork(): void {
    this.#workByAddress.clear()
  }

  /** Before anything is allocated for a connection. */
  refusal(origin: string | undefined, address: string): RefusalAnswer | undefined {
    const { originsAllowed, connectionsMax, connectionsPerAddressMax } = this.#options
    if (this.draining) return this.refuse('draining', 503, 'The server is shutting down: try again in a few seconds')
    if (origin !== undefined && originsAllowed.length > 0 && !originsAllowed.includes(origin)) {
      return this.refuse('origin', 403, `Origin ${JSON.stringify(origin)} is not allowed here`)
    }
    if (this.#sessions.length + this.#held >= connectionsMax) {
      return this.refuse('full', 503, `The server is full: ${connectionsMax} connections, the most allowed`)
    }
    if ((this.#byAddress.get(address) ?? 0) >= connectionsPerAddressMax) {
      return this.refuse('address', 429, `Too many connections from ${address}: ${connectionsPerAddressMax}, the most allowed`)
    }
    return undefined
  }

  refuse(refusal: Refusal, httpStatus: number, text: string): RefusalAnswer {
    this.#counters.refused[refusal] += 1
    return { refusal, httpStatus, text }
  }

  add(session: Session): void {
    session.position = this.#sessions.length
    this.#sessions.push(session)
    this.#occupy(session.address)
    this.#counters.accepted += 1
  }

  remove(session: Session): void {
    const last = this.#sessions.pop()
    if (last !== undefined && last !== session) {
      this.#sessions[session.position] = last
      last.position = session.position
    }
    this.#free(session.address)
  }

  /** A connection that is still open after its session counts in the limits, until the returned function is called. */
  hold(address: string): () => void {
    this.#held += 1
    this.#occupy(address)
    return () => {
      this.#held -= 1
      this.#free(address)
    }
  }

  #occupy(address: string): void {
    this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1)
  }

  #free(address: string): void {
    const others = (this.#byAddress.get(address) ?? 1) - 1
    if (others === 0) this.#byAddress.delete(address)
    else this.#byAddress.set(address, others)
  }

  /** Why a session has to end now; also asks the silent ones for a sign of life. Once a second. */
  expired(session: Session, now: number): CloseName | undefined {
    session.messagesThisSecond = 0
    if (now > session.authorizedUntilMs) return 'unauthorized'
    if (session.subscriptions.length === 0 && now - session.idleSinceMs > this.#options.idleMs) return 'idle'
    if (session.transport.kind === 'websocket' && now - session.heardMs > this.#options.silentMs) return 'pingTimeout'
    if (session.transport.kind === 'poll') return now - session.heardMs > this.#options.pollExpiryMs ? 'idle' : undefined
    const quietSince = Math.max(session.heardMs, session.pingedMs)
    if (now - quietSince > this.#options.pingAfterMs) {
      session.pingedMs = now
      session.transport.ping()
    }
    return undefined
  }
}
