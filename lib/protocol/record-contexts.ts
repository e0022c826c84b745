/** Indexes of the adaptive probabilities of a row ([D2]); a number in brackets is how many follow each other. */
export const tradedAt = 0
/** [2] by traded */
export const bidMovedAt = 1
/** [4] by traded and bid moved */
export const askMovedAt = 3
/** [2] by traded */
export const extraAt = 7
export const bidFellAt = 9
export const spreadKeptAt = 10
/** [2] by bid moved */
export const askFellAt = 11
export const lastKeptAt = 13
export const lastAtBidAt = 14
export const lastAtAskAt = 15
export const lastFellAt = 16
/** [2] by far: last lies at the other side of the quote */
export const extremeWasLastAt = 17
/** [8] by traded, price moved, other side's size changed */
export const sizeChangedAt = 19
/** [2] by last at this side */
export const sizeTradedAt = 27
export const deltaRecentAt = 29
/** [3] */
export const deltaPlaceAt = 30
/** [2] by traded */
export const sizeFellAt = 33
/** [2] by place above 0 */
export const recentDeltaFellAt = 35
export const sizeRecentAt = 37
/** [3] */
export const sizePlaceAt = 38
/** [7] status, open, high, low, volume base, last, wide volume */
export const extraFieldAt = 41
/** [2] high, low */
export const dayExtremeTradedAt = 48
/** [3] open, high, low */
export const dayFellAt = 50
export const volumeBaseFellAt = 53
/** [3] bid or ask, last, extreme */
export const hundredsAt = 54
export const numbersAt = 57

/** Kinds of adaptive numbers; each has `numberContexts` probabilities from `numbersAt` on, and one length. */
export const priceNumber = 0
export const tradesNumber = 1
/** 2; 3 for the far one */
export const nearExtremeNumber = 2
export const volumeNumber = 4
export const sizeDeltaNumber = 5
export const sizeNumber = 6
export const dayPriceNumber = 7
export const volumeBaseNumber = 8
export const numberKinds = 9
export const numberContexts = 10
export const contextCount = numbersAt + numberKinds * numberContexts

/** Stocks move by cents where their tick is a hundredth of one: a price change that is a multiple of this is divided by it. */
export const hundred = 100
/** An extreme is tried as a multiple when quotes are expected to be one: the probability of `hundredsAt` is below this. */
export const hundredsLikely = 2048

/** Recent values that a row remembers: of each side 4 size changes, then of each side 4 sizes. */
export const recentDepth = 4
export const recentCount = 4 * recentDepth
