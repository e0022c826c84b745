/** One frame of a server (RFC 6455: unmasked, never fragmented) in a stream of bytes. */
export interface ReadFrame {
  readonly opcode: number
  readonly payload: Buffer
  /** Bytes from the start of the stream to the end of the frame. */
  readonly end: number
}

export const opcodes = { text: 1, binary: 2, close: 8, ping: 9 } as const

/** The frame that begins at `start`; undefined while it is not whole. */
export function readFrame(bytes: Buffer, start: number): ReadFrame | undefined {
  if (bytes.length < start + 2) return undefined
  const short = bytes.readUInt8(start + 1) & 127
  const header = short < 126 ? 2 : short === 126 ? 4 : 10
  if (bytes.length < start + header) return undefined
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(start + 2) : Number(bytes.readBigUInt64BE(start + 2))
  const end = start + header + length
  if (bytes.length < end) return undefined
  return { opcode: bytes.readUInt8(start) & 15, payload: bytes.subarray(start + header, end), end }
}

export function closePayload(code: number, reason: string): Buffer {
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason))
  payload.writeUInt16BE(code)
  payload.write(reason, 2)
  return payload
}

/** All frames of whole bytes. */
export function* framesOf(bytes: Buffer): Generator<ReadFrame> {
  for (let frame = readFrame(bytes, 0); frame !== undefined; frame = readFrame(bytes, frame.end)) yield frame
}
