/*
 * A row as numbers, for the way from the thread of the stream to the page: number of the row, flags, last, bid, ask, their
 * sizes, open, high and low of the day, trades, volume, base of the day's volume, two times, merged trades with high and low.
 */

export const packedRowWidth = 20
/** Of the flags; the rest is the status. */
export const currentBit = 0x100
export const hasBit = 0x200
/** How fresh the row is: all of the flags but the direction. */
export const freshnessMask = 0x3ff
export const directionShift = 10
export const tradeCountAt = 10
