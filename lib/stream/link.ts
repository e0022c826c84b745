import type { CancelTimer } from '../market/clock.ts'
import { brokenFrameCodes, finalCodes } from '../protocol/close-codes.ts'
import type { HelloMessage, ServerMessage } from '../protocol/messages.ts'
import { backoffMs, hiddenLimits, visibleLimits } from './backoff.ts'
import type { PageEvent, StreamEnvironment } from './environment.ts'
import type { JsonCodec } from './json-codec.ts'
import { Ladder } from './ladder.ts'
import type { Reach } from './reach.ts'
import { noCloseFrame, type OpenTransport, type Transport, type TransportHandlers, type TransportKind } from './transport.ts'
import { closedTransport } from './transport-websocket.ts'

export type LinkState = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'closed'

export interface LinkEvents {
  /**
   * A connection carries messages: its `hello` has come. `again`: that of a fallback which began anew because the page wants
   * something else; nothing was lost.
   */
  onLive(hello: HelloMessage, again: boolean): void
  onMessage(message: ServerMessage): void
  onBytes(bytes: ArrayBuffer): void
  /** Characters or bytes that came in. */
  onReceived(size: number): void
  /** The connection is gone; another follows unless the state is `closed`. */
  onDown(): void
  /** State, reason, transport or time of the next attempt changed. */
  onChange(): void
}

/** Whether a transport is only being tried beside another. */
interface Role {
  trial: boolean
}

/** From opening a connection to its `hello`: beyond it, something between holds it silent. */
const helloWithinMs = 8_000
/** A connection that held this long was a good one: the next failure is the first again. */
const stableAfterMs = 10_000
/** Without a good connection between them [E2]. */
const brokenFramesMax = 3

/** Keeps one connection to the server: opens it, opens it again when it is lost, and by other means where a socket fails. */
export class Link {
  state: LinkState = 'idle'
  reason = ''
  closeCode: number | undefined
  retryAtMs: number | undefined
  reconnects = 0

  readonly #environment: StreamEnvironment
  readonly #openers: Readonly<Partial<Record<TransportKind, OpenTransport>>>
  readonly #events: LinkEvents
  readonly #reach: Reach
  readonly #ladder: Ladder
  #transport: Transport | undefined
  /** A socket being tried while a fallback carries the messages, and what its handlers are until it takes over. */
  #upgrade: { readonly transport: Transport; readonly role: Role } | undefined
  /** One is due, once the page is seen and online. */
  #upgradeWaits = false
  #everLive = false
  #attempt = 0
  #brokenFrames = 0
  #retryChosenByServer = false
  #timer: CancelTimer | undefined
  #stableTimer: CancelTimer | undefined
  #upgradeTimer: CancelTimer | undefined

  constructor(
    environment: StreamEnvironment,
    openers: Readonly<Partial<Record<TransportKind, OpenTransport>>>,
    reach: Reach,
    events: LinkEvents,
  ) {
    this.#environment = environment
    this.#openers = openers
    this.#reach = reach
    this.#events = events
    const kinds = (['websocket', 'sse', 'poll'] as const).filter((kind) => openers[kind] !== undefined)
    this.#ladder = new Ladder(kinds)
  }

  get transport(): TransportKind | 'none' {
    return this.state === 'live' ? (this.#transport?.kind ?? 'none') : 'none'
  }

  /** How to read what the server sends; undefined: binary frames. */
  get json(): JsonCodec | undefined {
    return this.#transport?.json
  }

  get duplex(): boolean {
    return this.state === 'live' && this.#transport?.duplex === true
  }

  start(): void {
    if (this.state === 'idle') this.#connect()
  }

  stop(): void {
    this.#reach.forget()
    this.#end('idle', '')
  }

  /** At once, whatever the state, and even after a final no. */
  reconnect(reason: string): void {
    this.#brokenFrames = 0
    this.#end('reconnecting', reason)
    this.#connect()
  }

  /** Gives the connection up as broken and opens another after a pause. */
  fail(reason: string): void {
    if (this.#transport !== undefined) this.#lost(noCloseFrame, reason)
  }

  send(text: string): void {
    this.#transport?.send(text)
  }

  demandChanged(): void {
    this.#transport?.demandChanged()
  }

  pageChanged(event: PageEvent): void {
    if (this.state === 'idle' || this.state === 'closed') return
    if (this.#upgradeWaits) this.#tryUpgrade()
    const waiting = this.#transport === undefined
    const mayHurry = this.state !== 'live' && !this.#retryChosenByServer
    if (event === 'frozen') {
      this.#reach.forget()
      this.#end('reconnecting', 'page in background')
    } else if (event === 'thawed' && waiting) this.#connect()
    else if (event === 'visible' && waiting && mayHurry) this.#connect()
    // An attempt that began without a network hangs.
    else if (event === 'online' && mayHurry) this.reconnect(this.reason)
    else if (event === 'offline' || event === 'online') this.#events.onChange()
  }

  #connect(): void {
    this.#cancelTimers()
    this.retryAtMs = undefined
    this.#retryChosenByServer = false
    this.state = this.#everLive ? 'reconnecting' : 'connecting'
    const { kind } = this.#ladder
    this.#transport = this.#open(kind, { trial: false })
    this.#timer = this.#environment.after(helloWithinMs, () => this.#lost(noCloseFrame, 'the server does not answer'))
    this.#events.onChange()
  }

  #open(kind: TransportKind, role: Role): Transport {
    const handlers = this.#handlers(role)
    try {
      const open = this.#openers[kind]
      if (open !== undefined) return open(handlers)
      return closedTransport(`no ${kind}`, kind, handlers)
    } catch (error) {
      return closedTransport(error, kind, handlers)
    }
  }

  #handlers(role: Role): TransportHandlers {
    return {
      onText: (text) => {
        const message = parseMessage(text)
        if (role.trial) {
          if (message?.type === 'hello') this.#adoptUpgrade()
          else this.#dropUpgrade()
        }
        if (role.trial) return
        // Taken in before anything is judged by the clock, which may have jumped: what has arrived is not thrown away.
        if (message === undefined) this.fail('the server sent what is no message')
        else this.#received(message)
        this.#events.onReceived(text.length)
      },
      onBytes: (bytes) => {
        if (role.trial || this.state !== 'live') return
        this.#events.onBytes(bytes)
        this.#events.onReceived(bytes.byteLength)
      },
      onAlive: () => this.#events.onReceived(0),
      onClosed: (code, reason) => (role.trial ? this.#dropUpgrade() : this.#lost(code, reason)),
    }
  }

  #received(message: ServerMessage): void {
    if (message.type === 'bye') this.#lost(message.code, message.reason, message.retryInMs)
    else if (message.type === 'hello') this.#live(message)
    else if (this.state === 'live') this.#events.onMessage(message)
  }

  #live(hello: HelloMessage): void {
    if (this.state === 'live') {
      this.#events.onLive(hello, true)
      return
    }
    this.#timer?.()
    this.#reach.forget()
    if (this.#everLive) this.reconnects += 1
    this.#everLive = true
    this.state = 'live'
    this.reason = ''
    this.#stableTimer = this.#environment.after(stableAfterMs, () => {
      this.#attempt = 0
      this.#brokenFrames = 0
    })
    const kind = this.#transport?.kind ?? 'websocket'
    this.#ladder.worked(kind)
    if (kind !== 'websocket') this.#planUpgrade()
    this.#events.onLive(hello, false)
    this.#events.onChange()
  }

  #lost(code: number, reason: string, retryInMs?: number): void {
    const wasLive = this.state === 'live'
    const kind = this.#transport?.kind
    const broken = brokenFrameCodes.includes(code)
    if (broken) this.#brokenFrames += 1
    const final = finalCodes.includes(code) || (broken && this.#brokenFrames >= brokenFramesMax)
    const next = final ? 'closed' : 'reconnecting'
    this.closeCode = code
    if (final || (wasLive && kind !== 'websocket')) this.#ladder.restart()
    else if (!wasLive && kind !== undefined) this.#failed(kind)
    this.#end(this.#everLive || next === 'closed' ? next : 'connecting', reason)
    if (next === 'closed') return
    const limits = this.#environment.hidden ? hiddenLimits : visibleLimits
    const delayMs = retryInMs ?? backoffMs(this.#attempt, limits, this.#environment.random())
    this.#attempt += 1
    this.#retryChosenByServer = retryInMs !== undefined
    this.retryAtMs = this.#environment.now() + delayMs
    this.#timer = this.#environment.after(delayMs, () => this.#connect())
    this.#events.onChange()
  }

  /** An offline page says nothing about which transport works, nor does a server that is away about sockets. */
  #failed(kind: TransportKind): void {
    if (!this.#environment.online) return
    if (kind !== 'websocket') {
      this.#ladder.failed(kind)
      return
    }
    this.#reach.ask((refused) => {
      if (refused === undefined) this.#ladder.failed(kind)
      else this.#lost(refused.code, refused.reason)
    })
  }

  #end(state: LinkState, reason: string): void {
    const wasLive = this.state === 'live'
    this.#cancelTimers()
    this.#upgrade?.transport.close()
    this.#upgrade = undefined
    const transport = this.#transport
    this.#transport = undefined
    transport?.close()
    this.state = state
    this.reason = reason
    this.retryAtMs = undefined
    if (wasLive) this.#events.onDown()
    this.#events.onChange()
  }

  #planUpgrade(): void {
    if (this.#openers.websocket === undefined) return
    this.#upgradeTimer = this.#environment.after(this.#ladder.upgradePauseMs, () => this.#tryUpgrade())
  }

  #tryUpgrade(): void {
    this.#upgradeWaits = this.#environment.hidden || !this.#environment.online
    if (this.#upgradeWaits) return
    const role = { trial: true }
    this.#upgrade = { transport: this.#open('websocket', role), role }
    this.#upgradeTimer = this.#environment.after(helloWithinMs, () => this.#dropUpgrade())
  }

  #dropUpgrade(): void {
    this.#upgradeTimer?.()
    this.#ladder.upgradeFailed()
    this.#upgrade?.transport.close()
    this.#upgrade = undefined
    if (this.state === 'live') this.#planUpgrade()
  }

  /** The socket has said hello: it takes over from the fallback. */
  #adoptUpgrade(): void {
    const upgrade = this.#upgrade
    if (upgrade === undefined) return
    this.#upgrade = undefined
    this.#end('reconnecting', 'changing to a socket')
    upgrade.role.trial = false
    this.#transport = upgrade.transport
  }

  #cancelTimers(): void {
    this.#timer?.()
    this.#stableTimer?.()
    this.#upgradeTimer?.()
    this.#upgradeWaits = false
    this.#timer = undefined
    this.#stableTimer = undefined
    this.#upgradeTimer = undefined
  }
}

function parseMessage(text: string): ServerMessage | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && 'type' in value ? (value as ServerMessage) : undefined
  } catch {
    // Not JSON: the caller gives the connection up.
    return undefined
  }
}
