import type { CloseName } from '../../lib/protocol/close-codes.ts'
import type { Encoding } from '../../lib/protocol/conflation.ts'

export type TransportKind = 'websocket' | 'sse' | 'poll'

/** How one viewer's messages leave the server. */
export interface Transport {
  readonly kind: TransportKind
  readonly encoding: Encoding
  /** Whole frames of this kind, in one write. Returns the bytes that the kernel has not taken. */
  write(frames: Buffer): number
  readonly bufferedBytes: number
  /** Asks for a sign of life, where the transport has one. */
  ping(): void
  /** Ends in good order, after everything that was written. */
  close(name: CloseName): void
  /** Ends at once. */
  terminate(): void
}
