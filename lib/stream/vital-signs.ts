import type { ClientMessage } from '../protocol/messages.ts'
import { ClockSync } from './clock-sync.ts'
import type { ConnectionStatus } from './connection-status.ts'
import type { StreamEnvironment } from './environment.ts'
import { Heartbeat } from './heartbeat.ts'
import type { QuoteTable } from './quote-table.ts'
import { RateMeter } from './rate-meter.ts'
import type { TransportKind } from './transport.ts'

/**
 * Silence that means a dead connection. State checks come at least every 5 s, and a ping on a socket is answered at once; a
 * long poll waits up to 20 s for a change.
 */
const silentAfterMs: Readonly<Record<TransportKind, number>> = { websocket: 12_000, sse: 20_000, poll: 40_000 }

export interface VitalSignsParts {
  readonly environment: StreamEnvironment
  readonly status: ConnectionStatus
  readonly table: QuoteTable
  readonly send: (message: ClientMessage) => void
  /** About once a second while connected. */
  readonly onBeat: (nowMs: number) => void
  readonly onSilent: (reason: string) => void
}

/** How the connection does: whether it lives, its round trip and clock offset, and what it brings per second. */
export class VitalSigns {
  readonly #parts: VitalSignsParts
  readonly #heartbeat: Heartbeat
  readonly #clock = new ClockSync()
  readonly #updates = new RateMeter()
  readonly #trades = new RateMeter()
  readonly #bytes = new RateMeter()
  #received = 0

  constructor(parts: VitalSignsParts) {
    this.#parts = parts
    this.#heartbeat = new Heartbeat(parts.environment, {
      onBeat: (now) => this.#beat(now),
      onPing: (now) => parts.send({ type: 'ping', timeMs: now }),
      onSilent: parts.onSilent,
    })
  }

  /** A new connection. */
  start(transport: TransportKind, pings: boolean): void {
    this.#clock.clear()
    this.#heartbeat.start(silentAfterMs[transport], pings)
  }

  stop(): void {
    this.#heartbeat.stop()
    // Nothing comes any more, and nothing measures that.
    this.#parts.status.set({ updatesPerSecond: 0, tradesPerSecond: 0, bytesPerSecond: 0, frameWaitMs: undefined })
  }

  received(size: number): void {
    this.#received += size
    this.#heartbeat.received()
  }

  makeSure(): void {
    this.#heartbeat.makeSure()
  }

  pong(sentMs: number | undefined, serverTimeMs: number): void {
    if (sentMs === undefined) return
    const { environment, status } = this.#parts
    this.#clock.add(sentMs, environment.now(), serverTimeMs)
    status.set({ roundTripMs: this.#clock.roundTripMs, clockOffsetMs: this.#clock.offsetMs })
  }

  #beat(now: number): void {
    const { status, table, onBeat } = this.#parts
    onBeat(now)
    status.set({
      updatesPerSecond: this.#updates.measure(table.updates, now),
      tradesPerSecond: this.#trades.measure(table.trades, now),
      bytesPerSecond: this.#bytes.measure(this.#received, now),
    })
  }
}
