/**
 * Tints a cell for a moment. The tint is an attribute with an end time, not a CSS animation: React may move the element to
 * another place in the list meanwhile and the flash goes on; one timer serves all cells. It fades in one step and not by a
 * transition, which would paint the list at every frame for as long as anything in it moves.
 */
const holdMs = 240
const fadeMs = 200
const sweepMs = 80
/** Where nothing else is written meanwhile: longer than a list that moves as fast as it may waits for its next figures. */
const sweepAtLatestMs = 260

/** A list in which so many cells change in a second is tinted all over: that says nothing, and costs as much as the figures. */
const crowdedPerSecond = 150

const endTimes = new Map<HTMLElement, number>()
let sweeping: ReturnType<typeof setTimeout> | undefined
let sweptMs = Number.NEGATIVE_INFINITY
let countedSinceMs = Number.NEGATIVE_INFINITY
let counted = 0
let crowded = false

export function flash(element: HTMLElement, direction: 'up' | 'down', nowMs: number): void {
  // Nor does it keep the tint of the change before, which may have gone the other way.
  if (isCrowded(nowMs)) {
    endFlash(element)
    return
  }
  // With cells that change anyway it costs no further paint.
  if (nowMs - sweptMs >= sweepMs) sweep(nowMs)
  if (element.dataset.flash !== direction) element.dataset.flash = direction
  endTimes.set(element, nowMs + holdMs + fadeMs)
  if (sweeping === undefined) sweeping = setTimeout(sweepLater, sweepAtLatestMs)
}

/** For an element that is being removed or given to another row. */
export function endFlash(element: HTMLElement): void {
  if (endTimes.delete(element)) delete element.dataset.flash
}

function isCrowded(nowMs: number): boolean {
  const ageMs = nowMs - countedSinceMs
  if (ageMs >= 1_000 || ageMs < 0) {
    crowded = ageMs < 2_000 && counted > crowdedPerSecond
    countedSinceMs = nowMs
    counted = 0
  }
  counted += 1
  return crowded
}

function sweepLater(): void {
  sweeping = undefined
  const nowMs = performance.now()
  if (nowMs - sweptMs >= sweepAtLatestMs) sweep(nowMs)
  if (endTimes.size > 0) sweeping = setTimeout(sweepLater, Math.max(1, sweptMs + sweepAtLatestMs - nowMs))
}

function sweep(nowMs: number): void {
  sweptMs = nowMs
  for (const [element, endMs] of endTimes) {
    if (endMs <= nowMs) endFlash(element)
    else if (endMs - nowMs <= fadeMs) fade(element)
  }
}

function fade(element: HTMLElement): void {
  const shown = element.dataset.flash
  if (shown === 'up' || shown === 'down') element.dataset.flash = `${shown}-fading`
}
