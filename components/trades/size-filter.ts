/** Smallest worth of a trade to be listed, in the currency of the price. */
export const sizeFilters = [
  { value: 0, name: 'all' },
  { value: 1_000, name: '1K' },
  { value: 10_000, name: '10K' },
  { value: 100_000, name: '100K' },
  { value: 1_000_000, name: '1M' },
] as const

/** Each has trades of its own kept, so that a large one is still there when many small ones came since. */
export const listedWorths: readonly number[] = sizeFilters.flatMap(({ value }) => (value > 0 ? [value] : []))

export function sizeFilterName(minimum: number): string {
  return sizeFilters.find(({ value }) => value === minimum)?.name ?? ''
}
