/**
 * Unsigned LEB128, values 0 to 2^53 - 1, at most 8 bytes ([V1]). Returns the offset behind it. Arithmetic instead of bit operators above 2^31. The caller has made sure of the room.
 */
export function writeVarint(target: Uint8Array, offset: number, value: number): number {
  let position = offset
  let rest = value
  while (rest >= 0x8000_0000) {
    target[position++] = (rest % 128) | 128
    rest = Math.floor(rest / 128)
  }
  while (rest >= 128) {
    target[position++] = (rest & 127) | 128
    rest >>>= 7
  }
  target[position++] = rest
  return position
}
