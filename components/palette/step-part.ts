import { placeIn } from '@/components/ui/focus-place.ts'

const parts = '.dashboard-list, .chart-place, .side-panel, .top-bar, .pane-tabs'

/** The focus goes to the next part of the page, in the order of the screen and from the last to the first (WCAG 2.4.1). */
export function stepPart(by: 1 | -1): void {
  // The bar at the top comes last: whoever begins wants prices.
  const all = [...document.querySelectorAll<HTMLElement>(parts)]
  const shown = [...all.filter((part) => !isTop(part)), ...all.filter(isTop)].filter((part) => placeIn(part) !== undefined)
  const at = shown.findIndex((part) => part.contains(document.activeElement))
  const next = at === -1 ? (by === 1 ? 0 : shown.length - 1) : (at + by + shown.length) % shown.length
  const part = shown[next]
  if (part !== undefined) placeIn(part)?.focus()
}

/** Where a chart has the focus, another one that `change` makes the active one gets it; keys of the page stay the page's. */
export function takeFocusAlong(change: () => void, activeIndex: () => number): void {
  const within = document.activeElement?.closest('.chart-place') != null
  change()
  if (!within) return
  // Of charts of which one is shown in the place of all, the next is not there yet.
  requestAnimationFrame(() => {
    const charts = document.querySelectorAll<HTMLElement>('.chart-place')
    const chart = charts[activeIndex()] ?? charts[0]
    if (chart !== undefined) placeIn(chart)?.focus()
  })
}

function isTop(part: HTMLElement): boolean {
  return part.matches('.top-bar')
}
