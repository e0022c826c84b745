/** In a part of the page the one place that its keys are for, else the first where there is something to read or to choose, else any. */
const places = [
  '.watchlist, [role="application"], [role="listbox"], .pane-tab[aria-current]',
  'input, select, [tabindex="0"]',
  'a[href], button',
]

/** Where the focus goes in this part; undefined: nowhere. */
export function placeIn(part: Element): HTMLElement | undefined {
  for (const selector of places) {
    const found = [...part.querySelectorAll<HTMLElement>(selector)].find((element) => takesFocus(element))
    if (found !== undefined) return found
  }
  return undefined
}

/** What has gone, is not shown or is out of use does not. */
export function takesFocus(element: Element): boolean {
  if (element.matches(':disabled, [tabindex="-1"]') || element.getClientRects().length === 0) return false
  return getComputedStyle(element).visibility === 'visible'
}
