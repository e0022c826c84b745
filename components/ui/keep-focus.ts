import { placeIn, takesFocus } from '@/components/ui/focus-place.ts'

/** Only of the part that something was in: beyond it, where one was before is nearer. */
const wholePage = 'main, .dashboard, body, html'
const rememberedMax = 8
/** What a key does may have to be loaded, and is done a frame later. */
const looksAfterMs = [50, 300]

/**
 * What a key or a screen reader pressed may go with what it did: a panel closes, a row is removed, a message is read. The focus then
 * goes to what is nearest, and not to nowhere, from where all has to be walked through anew (WCAG 2.4.3). A pointer has its own
 * place: its clicks move nothing. Returns what ends it.
 */
export function keepFocus(): () => void {
  const ended = new AbortController()
  const remembered: HTMLElement[] = []
  let looks: ReturnType<typeof setTimeout>[] = []

  const watch = (): void => {
    const pressed = document.activeElement
    if (!(pressed instanceof HTMLElement) || pressed === document.body) return
    const around = ancestorsOf(pressed)
    for (const look of looks) clearTimeout(look)
    looks = looksAfterMs.map((afterMs) => setTimeout(() => rescue(pressed, around), afterMs))
  }
  const rescue = (pressed: HTMLElement, around: readonly Element[]): void => {
    const isNowhere = document.activeElement === null || document.activeElement === document.body
    if (!isNowhere || takesFocus(pressed)) return
    const near = around.filter((each) => !each.matches(wholePage)).find((each) => each.isConnected && placeIn(each) !== undefined)
    const place = near ? placeIn(near) : (remembered.findLast(takesFocus) ?? placeIn(document.body))
    place?.focus()
  }

  const options = { capture: true, signal: ended.signal }
  document.addEventListener(
    'focusin',
    ({ target }) => {
      if (!(target instanceof HTMLElement)) return
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
