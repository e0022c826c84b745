/** Unsigned LEB128, values 0 to 2^53 - 1, at most 8 bytes ([V1]). Arithmetic instead of bit operators above 2^31. */
export const varintBytesMax = 8

export function varintSize(value: number): number {
  let size = 1
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size += 1
  return size
}

/** Returns the offset behind it. The caller has made sure of the room. */
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
