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

const key = 'ticklane.trades'

/** The filter of the last visit: of this browser, as it says nothing of what is looked at. */
export function keptMinimum(): number {
  try {
    const kept = Number(localStorage.getItem(key))
    return sizeFilters.some(({ value }) => value === kept) ? kept : 0
  } catch {
    // Storage is forbidden.
    return 0
  }
}

export function keepMinimum(minimum: number): void {
  try {
    localStorage.setItem(key, String(minimum))
  } catch (error) {
    console.warn('This browser does not keep the size filter:', error)
  }
}
