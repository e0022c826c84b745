import { subprotocolBinary, subprotocolJson } from '../../lib/protocol/messages.ts'
import type { SocketLike } from '../../lib/stream/environment.ts'
import { noCloseFrame } from '../../lib/stream/transport.ts'
import type { Session } from '../../server/broadcast/session.ts'
import { BytePipe, type PipeQuality } from './byte-pipe.ts'
import { SocketTransport } from './socket-transport.ts'
import type { VirtualClock } from './virtual-clock.ts'
import { opcodes, readFrame } from './websocket-frames.ts'

/** A server that sockets are opened to. */
export interface SocketServer {
  readonly epoch: string
  /** undefined: refused. */
  accept(transport: SocketTransport): Session | undefined
  receive(session: Session, text: string): void
  heard(session: Session): void
  gone(session: Session): void
}

export interface SocketSizes {
  readonly kernelBytesMax: number
  readonly receivedBytesMax: number
}

/** What is done with each message before the page gets it; undefined: it is lost. */
export type OnMessage = (data: string | ArrayBuffer) => string | ArrayBuffer | undefined

const closeTimeoutMs = 30_000

/** One WebSocket, both ends of it and the network between them. */
export class SimulatedSocket {
  readonly page: SocketLike
  readonly transport: SocketTransport
  readonly pipe: BytePipe
  session: Session | undefined
  server: SocketServer | undefined
  /** Before the page sees it. */
  onMessage: OnMessage = (data) => data
  onOpened: () => void = () => undefined
  onSent: (text: string) => void = () => undefined
  readonly #clock: VirtualClock
  #rest: Buffer = Buffer.alloc(0)
  #inbox: (() => void)[] = []
  #handing = false
  #state: 'opening' | 'open' | 'closed' = 'opening'
  #arrivesUpMs = 0
  /** From the page to the server, while nothing gets through. */
  #heldUp: (() => void)[] = []
  #lost = false
  #told = false

  constructor(clock: VirtualClock, protocols: readonly string[], quality: PipeQuality, sizes: SocketSizes) {
    this.#clock = clock
    const protocol = protocols.includes(subprotocolBinary) ? subprotocolBinary : subprotocolJson
    this.pipe = new BytePipe(clock, quality, sizes, (bytes) => this.#read(bytes))
    const encoding = protocol === subprotocolBinary ? 'binary' : 'json'
    this.transport = new SocketTransport(this.pipe, encoding, {
      // As `ws` does when the other side does not answer a close frame.
      onClose: () => clock.after(closeTimeoutMs, () => this.transport.terminate()),
      onTerminate: () => this.#terminated(),
    })
    this.page = {
      binaryType: 'blob',
      protocol,
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
      send: (text) => {
        this.onSent(text)
        this.#sendUp(() => this.#receive(text))
      },
      close: () => this.#closedByPage(),
    }
  }

  /** Whether what is sent arrives, sooner or later. */
  get intact(): boolean {
    return this.#state === 'open' && !this.#lost
  }

  get latencyMs(): number {
    return this.pipe.quality.latencyMs
  }

  /** Reaches the server, which is there or not. */
  connect(server: SocketServer | undefined): void {
    this.#sendUp(() => {
      if (this.#state === 'closed') return
      if (server === undefined) {
        this.#clock.after(this.latencyMs, () => this.#closedAtPage(noCloseFrame, ''))
        return
      }
      this.server = server
      const cancelOpened = this.#clock.after(this.latencyMs, () => this.#opened())
      this.session = server.accept(this.transport)
      if (this.session !== undefined) return
      cancelOpened()
      this.#clock.after(this.latencyMs, () => this.#closedAtPage(noCloseFrame, ''))
    })
  }

  stall(stalled: boolean): void {
    if (this.#lost) return
    this.pipe.stalled = stalled
    if (stalled) return
    const held = this.#heldUp
    this.#heldUp = []
    for (const one of held) this.#sendUp(one)
    this.pipe.pump()
  }

  read(unread: boolean): void {
    this.pipe.unread = unread
    if (!unread) this.pipe.pump()
  }

  /** Everything on its way is lost; each side learns of it after a time of its own. */
  reset(pageLearnsMs: number, serverLearnsMs: number): void {
    this.pipe.cut()
    this.#lost = true
    this.#clock.after(pageLearnsMs, () => this.#closedAtPage(noCloseFrame, ''))
    this.#clock.after(serverLearnsMs, () => this.#gone())
  }

  /** Nothing gets through any more, and nobody is told. */
  swallow(): void {
    this.pipe.stalled = true
    this.#lost = true
    this.#heldUp = []
  }

  /** The server is gone, and everything of this connection with it. */
  vanish(pageLearnsMs: number): void {
    this.transport.closed = true
    this.#told = true
    this.pipe.cut()
    this.#lost = true
    this.#clock.after(pageLearnsMs, () => this.#closedAtPage(noCloseFrame, ''))
  }

  #opened(): void {
    if (this.#state !== 'opening') return
    this.#state = 'open'
    this.onOpened()
    this.page.onopen?.(new Event('open'))
  }

  /** In order, one latency later. */
  #sendUp(arrive: () => void): void {
    if (this.#lost) return
    if (this.pipe.stalled) {
      this.#heldUp.push(arrive)
      return
    }
    this.#arrivesUpMs = Math.max(this.#arrivesUpMs, this.#clock.nowMs + this.latencyMs)
    this.#clock.at(this.#arrivesUpMs, () => {
      if (!this.#lost) arrive()
    })
  }

  #receive(text: string): void {
    if (this.session !== undefined && !this.transport.closed) this.server?.receive(this.session, text)
  }

  #read(bytes: Buffer): void {
    let rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    for (let frame = readFrame(rest, 0); frame !== undefined; frame = readFrame(rest, 0)) {
      const { opcode, payload } = frame
      this.#inbox.push(() => this.#frame(opcode, payload))
      rest = rest.subarray(frame.end)
    }
    this.#rest = rest
    this.#hand()
  }

  /** Each message is an event of its own, with its microtasks after it. */
  #hand(): void {
    if (this.#handing || this.#inbox.length === 0) return
    this.#handing = true
    this.#clock.after(0, () => {
      this.#handing = false
      if (!this.pipe.unread) this.#inbox.shift()?.()
      this.#hand()
    })
  }

  #frame(opcode: number, payload: Buffer): void {
    if (this.#state !== 'open') return
    if (opcode === opcodes.ping) {
      const { session, server } = this
      if (session !== undefined) this.#sendUp(() => server?.heard(session))
      return
    }
    if (opcode === opcodes.close) {
      this.#sendUp(() => this.#gone())
      this.#closedAtPage(payload.readUInt16BE(0), payload.toString('utf8', 2))
      return
    }
    const data = this.onMessage(opcode === opcodes.text ? payload.toString() : new Uint8Array(payload).buffer)
    if (data !== undefined) this.page.onmessage?.({ data } as MessageEvent)
  }

  #closedAtPage(code: number, reason: string): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.page.onclose?.({ code, reason } as CloseEvent)
  }

  #closedByPage(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#sendUp(() => this.#gone())
  }

  /** The server hears that the connection is over. */
  #gone(): void {
    if (this.#told) return
    this.#told = true
    this.transport.closed = true
    this.pipe.cut()
    if (this.session !== undefined) this.server?.gone(this.session)
  }

  #terminated(): void {
    this.#clock.after(0, () => this.#gone())
    this.#clock.after(this.latencyMs, () => this.#closedAtPage(noCloseFrame, ''))
  }
}
