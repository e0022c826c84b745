/**
 * Tints a cell for a moment. The tint is an attribute with an end time, not a CSS animation: React may move the element to
 * another place in the list meanwhile and the flash goes on; one timer serves all cells.
 */
const holdMs = 160
const sweepMs = 80

const endTimes = new Map<HTMLElement, number>()
let sweeping: ReturnType<typeof setTimeout> | undefined

export function flash(element: HTMLElement, direction: 'up' | 'down', nowMs: number): void {
  if (element.dataset.flash !== direction) element.dataset.flash = direction
  endTimes.set(element, nowMs + holdMs)
  if (sweeping === undefined) sweeping = setTimeout(sweep, sweepMs)
}

/** For an element that is being removed or given to another row. */
export function endFlash(element: HTMLElement): void {
  if (endTimes.delete(element)) delete element.dataset.flash
}

function sweep(): void {
  const nowMs = performance.now()
  for (const [element, endMs] of endTimes) {
    if (endMs <= nowMs) endFlash(element)
  }
  sweeping = endTimes.size === 0 ? undefined : setTimeout(sweep, sweepMs)
}
