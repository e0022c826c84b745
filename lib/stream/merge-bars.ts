import type { Bar } from '../market/bar.ts'

/**
 * Bars with others put in or in the place of those they correct, ascending; the list that was is not written. A bar older than
 * all of them is left out: history that was not asked for. `onTaken`: of each that was not.
 */
export function withBars(held: readonly Bar[], fresh: readonly Bar[], onTaken: (bar: Bar) => void = ignore): Bar[] {
  const merged = [...held]
  for (const bar of fresh) {
    let position = merged.length
    while (position > 0 && (merged[position - 1] as Bar).timeMs >= bar.timeMs) position -= 1
    const replaces = merged[position]?.timeMs === bar.timeMs
    if (position === 0 && !replaces && merged.length > 0) continue
    merged.splice(position, replaces ? 1 : 0, bar)
    onTaken(bar)
  }
  return merged
}

function ignore(): void {
  // Whoever does not ask is not told.
}
