import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { type CloseName, closeCodes } from '../../lib/protocol/close-codes.ts'
import type { Encoding } from '../../lib/protocol/conflation.ts'
import type { Transport } from './transport.ts'

/**
 * Frames go to the raw socket: `ws` reads, answers pings and closes, but a frame for a thousand viewers is made once. Both
 * write whole frames only, so that they never interleave within one; compression, which would, is off.
 */
export class WebSocketTransport implements Transport {
  readonly kind = 'websocket'
  readonly encoding: Encoding
  readonly #websocket: WebSocket
  readonly #socket: Socket

  constructor(websocket: WebSocket, socket: Socket, encoding: Encoding) {
    this.#websocket = websocket
    this.#socket = socket
    this.encoding = encoding
  }

  write(frames: Buffer): number {
    // After a close frame nothing may follow.
    if (this.#websocket.readyState !== 1) return 0
    this.#socket.write(frames)
    return this.#socket.writableLength
  }

  get bufferedBytes(): number {
    return this.#socket.writableLength
  }

  ping(): void {
    if (this.#websocket.readyState === 1) this.#websocket.ping()
  }

  close(name: CloseName): void {
    const { code, text } = closeCodes[name]
    this.#websocket.close(code, text)
  }

  terminate(): void {
    this.#websocket.terminate()
  }
}
