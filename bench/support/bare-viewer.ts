import { once } from 'node:events'
import WebSocket from 'ws'
import { nowMs } from './load-viewer.ts'

/** A watched viewer of the bare writer: the age of each frame when it is there, ms. */
export class BareViewer {
  readonly #socket: WebSocket

  private constructor(socket: WebSocket) {
    this.#socket = socket
  }

  static async open(url: string, onFrame: (ageMs: number) => void): Promise<BareViewer> {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), 'ticklane.v1.bin', { perMessageDeflate: false })
    socket.on('message', (data: Buffer) => onFrame(nowMs() - data.readDoubleLE(0)))
    await once(socket, 'open')
    return new BareViewer(socket)
  }

  close(): void {
    this.#socket.terminate()
  }
}
