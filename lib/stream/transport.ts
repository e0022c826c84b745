import type { JsonCodec } from './json-codec.ts'

/** One way to a server's stream, opened once. After `close` no handler is called any more. */
export interface Transport {
  readonly kind: TransportKind
  /** Whether the client can ask for things on it; what cannot is told by its address alone. */
  readonly duplex: boolean
  /** How to read what the server sends; undefined: binary frames. */
  readonly json: JsonCodec | undefined
  send(text: string): void
  /** What the page wants has changed. Of importance only where it is told by address. */
  demandChanged(): void
  close(): void
}

export type TransportKind = 'websocket' | 'sse' | 'poll'

export interface TransportHandlers {
  onText(text: string): void
  onBytes(bytes: ArrayBuffer): void
  /** The server answered, with nothing new. */
  onAlive(): void
  /** The transport ended by itself, or never opened. `reason` is for a person. */
  onClosed(code: number, reason: string): void
}

export type OpenTransport = (handlers: TransportHandlers) => Transport

/** Code that a WebSocket reports where there was no close frame: the connection was cut or never came about. */
export const noCloseFrame = 1006
