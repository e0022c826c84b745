const base = Date.parse('2026-03-02T23:59:00Z')

/** Trades of this number are known to be lost at every round of `tradesPerFlush`. */
export const lostInFlush = 100
export const tradesPerFlush = 200

/** Trade number `index` of a round: the same in the process that is killed and in the test that checks what it left. */
export function tradeOf(round: number, index: number): { timeMs: number; price: number; size: number } {
  const hashed = Math.imul(index + 1 + round * 7_919, 2_654_435_761) >>> 0
  // Rounds overlap within a minute, so that each begins with bars that the one before left forming.
  return { timeMs: base + round * 30_000 + index * 7, price: 1_000 + (hashed % 400), size: 1 + (hashed % 9) }
}
