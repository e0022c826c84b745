import type { TransportKind } from './transport.ts'
import { binaryFrame, textFrame, websocketFrame } from './websocket-frame.ts'

const ssePrefix = Buffer.from('data: ')
const sseSuffix = Buffer.from('\n\n')

/** One message for many viewers, framed at most once for each kind of transport. Reused from message to message. */
export class SharedFrame {
  #websocket: Buffer | undefined
  #sse: Buffer | undefined
  #payload: Uint8Array | undefined
  #payloadStart = 0
  #binary = false

  set(payload: Uint8Array, binary: boolean): void {
    this.#payload = payload
    this.#binary = binary
    this.#websocket = undefined
    this.#sse = undefined
  }

  /** The WebSocket frame is made already; its payload begins at `payloadStart`. */
  setFramed(websocket: Buffer, payloadStart: number): void {
    this.#websocket = websocket
    this.#payloadStart = payloadStart
    this.#payload = undefined
    this.#sse = undefined
  }

  for(kind: TransportKind): Buffer {
    if (kind === 'websocket') {
      this.#websocket ??= websocketFrame(this.#content(), this.#binary ? binaryFrame : textFrame)
      return this.#websocket
    }
    this.#sse ??= frameFor(kind, this.#content())
    return this.#sse
  }

  #content(): Uint8Array {
    return this.#payload ?? this.#websocket?.subarray(this.#payloadStart) ?? new Uint8Array(0)
  }
}

/** One message for one viewer. A poll's messages are joined when they are fetched. */
export function frameFor(kind: TransportKind, payload: Uint8Array, binary = false): Buffer {
  switch (kind) {
    case 'websocket':
      return websocketFrame(payload, binary ? binaryFrame : textFrame)
    case 'sse':
      return Buffer.concat([ssePrefix, payload, sseSuffix])
    case 'poll':
      return Buffer.from(payload)
  }
}
