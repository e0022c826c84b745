/** Server frames of RFC 6455: final, unmasked, never fragmented. */
export const textFrame = 0x81
export const binaryFrame = 0x82

export const frameHeaderBytesMax = 10

export function frameHeaderBytes(payloadBytes: number): number {
  if (payloadBytes < 126) return 2
  return payloadBytes < 65_536 ? 4 : 10
}

/** Writes the header that ends where the payload begins; returns where the frame begins. */
export function writeFrameHeader(target: Uint8Array, payloadStart: number, payloadBytes: number, opcode: number): number {
  if (payloadBytes < 126) {
    target[payloadStart - 2] = opcode
    target[payloadStart - 1] = payloadBytes
    return payloadStart - 2
  }
  if (payloadBytes < 65_536) {
    target[payloadStart - 4] = opcode
    target[payloadStart - 3] = 126
    target[payloadStart - 2] = payloadBytes >>> 8
    target[payloadStart - 1] = payloadBytes & 255
    return payloadStart - 4
  }
  const start = payloadStart - 10
  target.fill(0, start, payloadStart)
  target[start] = opcode
  target[start + 1] = 127
  target[start + 6] = payloadBytes >>> 24
  target[start + 7] = (payloadBytes >>> 16) & 255
  target[start + 8] = (payloadBytes >>> 8) & 255
  target[start + 9] = payloadBytes & 255
  return start
}

/** One whole frame in memory of its own. */
export function websocketFrame(payload: Uint8Array, opcode: number): Buffer {
  const header = frameHeaderBytes(payload.length)
  const frame = Buffer.allocUnsafe(header + payload.length)
  writeFrameHeader(frame, header, payload.length, opcode)
  frame.set(payload, header)
  return frame
}
