import { placeIn, takesFocus } from '@/components/ui/focus-place.ts'

/** Only of the part that something was in: beyond it, where one was before is nearer. */
const wholePage = 'main, .dashboard, body, html'
const overlays = 'dialog, [popover]'
const rememberedMax = 8
/** What a key does may have to be loaded, and is done a frame later. */
const looksAfterMs = [50, 300]

interface Seat {
  readonly element: HTMLElement
  readonly around: readonly Element[]
}

/**
 * What a key or a screen reader pressed may go with what it did: a panel closes, a row is removed, a message is read. The focus then
 * goes to what is nearest, and not to nowhere, from where all has to be walked through anew (WCAG 2.4.3). A pointer has its own
 * place: its clicks move nothing. Returns what ends it.
 */
export function keepFocus(): () => void {
  const ended = new AbortController()
  const remembered: HTMLElement[] = []
  let now: Seat | undefined
  /** Where it was when something opened over the page. */
  let origin: Seat | undefined
  let looks: ReturnType<typeof setTimeout>[] = []

  const watch = (): void => {
    if (!(document.activeElement instanceof HTMLElement) || document.activeElement === document.body) return
    for (const look of looks) clearTimeout(look)
    looks = looksAfterMs.map((afterMs) => setTimeout(rescue, afterMs))
  }
  const rescue = (): void => {
    const isNowhere = document.activeElement === null || document.activeElement === document.body
    const isOver = now?.around.some((each) => each.matches(overlays) && each.getClientRects().length === 0)
    // What lay over the page gives the focus back by itself: to nowhere, where it was there.
    const seat = isOver ? origin : now
    if (seat === undefined || !isNowhere || takesFocus(seat.element)) return
    const near = seat.around
      .filter((each) => !each.matches(wholePage))
      .find((each) => each.isConnected && placeIn(each) !== undefined)
    const place = near ? placeIn(near) : (remembered.findLast(takesFocus) ?? placeIn(document.body))
    place?.focus()
  }

  const options = { capture: true, signal: ended.signal }
  document.addEventListener(
    'focusin',
    ({ target, relatedTarget }) => {
      if (!(target instanceof HTMLElement)) return
      const overlay = target.closest(overlays)
      if (overlay !== null && !(relatedTarget instanceof Node && overlay.contains(relatedTarget)))
        origin = relatedTarget === null ? undefined : now
      now = { element: target, around: ancestorsOf(target) }
      remembered.push(target)
      if (remembered.length > rememberedMax) remembered.shift()
    },
    options,
  )
  document.addEventListener('keydown', watch, options)
  // Without a pointer a click has no count.
  document.addEventListener('click', ({ detail }) => detail === 0 && watch(), options)
  return () => {
    ended.abort()
    for (const look of looks) clearTimeout(look)
  }
}

function ancestorsOf(element: Element): readonly Element[] {
  const found: Element[] = []
  for (let each = element.parentElement; each !== null; each = each.parentElement) found.push(each)
  return found
}
