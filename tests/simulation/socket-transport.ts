import { type CloseName, closeCodes } from '../../lib/protocol/close-codes.ts'
import type { Encoding } from '../../lib/protocol/conflation.ts'
import type { Transport } from '../../server/broadcast/transport.ts'
import { websocketFrame } from '../../server/broadcast/websocket-frame.ts'
import type { BytePipe } from './byte-pipe.ts'
import { closePayload, opcodes } from './websocket-frames.ts'

const final = 0x80

/** The server's end of a simulated socket. */
export class SocketTransport implements Transport {
  readonly kind = 'websocket'
  readonly encoding: Encoding
  /** Nothing may follow a close frame. */
  closing = false
  closed = false
  closedAs: CloseName | undefined
  largestWrite = 0
  /** Sees every write of the broadcast stage, in the order in which they are made. */
  onWrite: (frames: Buffer) => void = () => undefined
  readonly #pipe: BytePipe
  readonly #events: { readonly onClose: () => void; readonly onTerminate: () => void }

  constructor(pipe: BytePipe, encoding: Encoding, events: { readonly onClose: () => void; readonly onTerminate: () => void }) {
    this.#pipe = pipe
    this.encoding = encoding
    this.#events = events
  }

  write(frames: Buffer): number {
    if (this.closing || this.closed) return 0
    this.largestWrite = Math.max(this.largestWrite, frames.length)
    this.onWrite(frames)
    this.#pipe.write(frames)
    return this.#pipe.waitingBytes
  }

  get bufferedBytes(): number {
    return this.#pipe.waitingBytes
  }

  ping(): void {
    if (!this.closing && !this.closed) this.#pipe.write(websocketFrame(new Uint8Array(0), final | opcodes.ping))
  }

  close(name: CloseName): void {
    if (this.closing || this.closed) return
    const { code, text } = closeCodes[name]
    this.closing = true
    this.closedAs = name
    this.#pipe.write(websocketFrame(closePayload(code, text), final | opcodes.close))
    this.#events.onClose()
  }

  terminate(): void {
    if (this.closed) return
    this.closed = true
    this.#events.onTerminate()
  }
}
