import type { KeyContext } from './match-key.ts'

/** The part of an `Element` that is needed. */
export interface FocusElement {
  readonly tagName: string
  readonly isContentEditable?: boolean
  getAttribute(name: string): string | null
  closest(selectors: string): unknown
}

/** Elements that carry these attributes are the chart and the watchlist: `data-keys="chart"`, `data-keys="list"`. */
export const keyScopeAttribute = 'data-keys'

const typedInputs = [
  '',
  'text',
  'search',
  'email',
  'number',
  'password',
  'tel',
  'url',
  'date',
  'datetime-local',
  'month',
  'time',
  'week',
]
const overlays = '[role="dialog"],[role="alertdialog"],[role="menu"],[role="listbox"],[role="menubar"]'
const controls =
  'button,a[href],input,select,summary,[role="button"],[role="slider"],[role="tab"],[role="radio"],[role="switch"],[role="checkbox"],[role="combobox"],[role="separator"]'

/** What kind of place has the focus. null: nothing particular. */
export function keyFocus(element: FocusElement | null): KeyContext['focus'] {
  if (element === null) return 'page'
  if (isTyped(element)) return 'text'
  if (element.closest(overlays) !== null) return 'overlay'
  if (element.closest(controls) !== null) return 'control'
  if (element.closest(`[${keyScopeAttribute}="chart"]`) !== null) return 'chart'
  return element.closest(`[${keyScopeAttribute}="list"]`) === null ? 'page' : 'list'
}

function isTyped(element: FocusElement): boolean {
  if (element.isContentEditable === true || element.tagName === 'TEXTAREA' || element.tagName === 'SELECT') return true
  if (element.tagName === 'INPUT') return typedInputs.includes((element.getAttribute('type') ?? '').toLowerCase())
  const role = element.getAttribute('role')
  return role === 'textbox' || role === 'searchbox'
}
