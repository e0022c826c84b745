export type ProtocolErrorCode =
  /** The frame ends before it says it does. */
  | 'truncated'
  /** Bytes that no encoder writes: a number out of range, an unknown kind, something left over. */
  | 'malformed'
  /** A stream, slot or instrument that was never agreed on. */
  | 'unknown_member'

/** A frame that cannot be decoded. What was decoded of its stream before must be taken from a snapshot again. */
export class ProtocolError extends Error {
  readonly code: ProtocolErrorCode
  constructor(code: ProtocolErrorCode, message: string, options?: ErrorOptions) {
    super(`Cannot decode frame: ${message}`, options)
    this.name = 'ProtocolError'
    this.code = code
  }
}
