/** 2000 and 2100: a time outside is garbage, and would make bars that nothing ever reaches. */
const earliestMs = 946_684_800_000
const latestMs = 4_102_444_800_000

/** NaN for what cannot be the time of a trade or a quote. In ms, microseconds or nanoseconds since 1970: told apart by size. */
export function venueTime(time: number): number {
  let timeMs = time
  while (timeMs > 1e14 && timeMs < 1e20) timeMs /= 1000
  return timeMs >= earliestMs && timeMs < latestMs ? timeMs : Number.NaN
}
