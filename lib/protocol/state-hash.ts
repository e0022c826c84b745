import type { QuoteColumns } from '../market/quote-columns.ts'

/**
 * A 32-bit hash of state, for the check of P5 ([H1] to [H3]). Times are not in it. Every field goes in as two 32-bit words of
 * its two's complement: the low one, then the high one.
 */
const hashSeed = 0x811c9dc5

function mix(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e3779b1)
  return product ^ (product >>> 15)
}

function mixValue(hash: number, value: number): number {
  return mix(mix(hash, value | 0), Math.floor(value / 4294967296) | 0)
}

/** Hash of one row, as an unsigned 32-bit number. */
export function hashRow(columns: QuoteColumns, row: number): number {
  let hash = hashSeed
  hash = mixValue(hash, columns.last[row] as number)
  hash = mixValue(hash, columns.bid[row] as number)
  hash = mixValue(hash, columns.ask[row] as number)
  hash = mixValue(hash, columns.bidSize[row] as number)
  hash = mixValue(hash, columns.askSize[row] as number)
  hash = mixValue(hash, columns.dayOpen[row] as number)
  hash = mixValue(hash, columns.dayHigh[row] as number)
  hash = mixValue(hash, columns.dayLow[row] as number)
  hash = mixValue(hash, columns.tradeCount[row] as number)
  hash = mixValue(hash, columns.volumeHigh[row] as number)
  hash = mixValue(hash, columns.volumeLow[row] as number)
  hash = mixValue(hash, columns.dayVolumeBaseHigh[row] as number)
  hash = mixValue(hash, columns.dayVolumeBaseLow[row] as number)
  hash = mix(hash, columns.status[row] as number)
  return hash >>> 0
}

/** Start of the hash of a stream; combine its rows' hashes in slot order. */
export const streamHashSeed = hashSeed

export function combineHash(hash: number, rowHash: number): number {
  return mix(hash, rowHash) >>> 0
}

/** As the JSON messages write it: eight lower-case hexadecimal digits. */
export function hashText(hash: number): string {
  return hash.toString(16).padStart(8, '0')
}
