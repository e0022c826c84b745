/**
 * Sums of lots outgrow 2^53: a day of a token with sizes of 1e9 and eight decimals is 1e19 lots. A wide sum is two
 * columns, `high * 2^52 + low` with `0 <= low < 2^52`, which stays exact, needs no BigInt allocation per trade, and
 * subtracts to a plain number as long as the difference fits one (it does between two flushes).
 */
export const wideUnit = 2 ** 52

/** Exact text is made through BigInt, off the hot path. */
export function wideToBigInt(high: number, low: number): bigint {
  return BigInt(high) * BigInt(wideUnit) + BigInt(low)
}

export function wideFromBigInt(value: bigint): { high: number; low: number } {
  const low = BigInt.asUintN(52, value)
  return { high: Number((value - low) / BigInt(wideUnit)), low: Number(low) }
}

/** Later minus earlier as a plain number; exact below 2^53, which holds for what is merged between two flushes. */
export function wideDifference(highA: number, lowA: number, highB: number, lowB: number): number {
  return (highA - highB) * wideUnit + (lowA - lowB)
}
