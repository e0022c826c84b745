/**
 * What keys do, after the habits of TradingView. Patterns: modifiers and a key joined by `+`; `Mod` is Command on a Mac and
 * Control elsewhere; `letter` and `digit` stand for any of them.
 */
export interface KeyBinding {
  readonly command: CommandId
  /** For the help page and the palette. */
  readonly label: string
  readonly group: KeyGroup
  readonly keys: readonly string[]
  /** Where it holds: anywhere on the page, or only while the focus is in a chart or in the watchlist. */
  readonly scope?: 'chart' | 'list'
  /** Held down, it goes on. */
  readonly repeats?: true
}

export const keyGroups = ['Find', 'Chart', 'Draw and watch', 'Watchlist', 'Page'] as const
export type KeyGroup = (typeof keyGroups)[number]

export const commandIds = [
  'find-symbol',
  'pick-interval',
  'add-indicator',
  'open-palette',
  'open-layouts',
  'reset-view',
  'toggle-log',
  'toggle-percent',
  'maximise',
  'compare',
  'toggle-table',
  'scroll-left',
  'scroll-right',
  'zoom-in',
  'zoom-out',
  'next-chart',
  'previous-chart',
  'save-picture',
  'draw-trend',
  'draw-horizontal',
  'delete-drawing',
  'add-alert',
  'next-symbol',
  'previous-symbol',
  'add-to-list',
  'row-up',
  'row-down',
  'remove-from-list',
  'undo',
  'next-part',
  'previous-part',
  'pause',
  'read-symbol',
  'help',
  'cancel',
] as const
export type CommandId = (typeof commandIds)[number]

export const keyBindings: readonly KeyBinding[] = [
  { command: 'find-symbol', label: 'Find a symbol', group: 'Find', keys: ['letter'] },
  { command: 'pick-interval', label: 'Change the interval', group: 'Find', keys: ['digit', ','] },
  { command: 'add-indicator', label: 'Add an indicator', group: 'Find', keys: ['/'] },
  { command: 'open-palette', label: 'All commands', group: 'Find', keys: ['Mod+K'] },
  { command: 'open-layouts', label: 'Open or save a layout', group: 'Find', keys: ['.'] },

  { command: 'reset-view', label: 'Back to the newest bars', group: 'Chart', keys: ['Alt+R'] },
  { command: 'toggle-log', label: 'Logarithmic scale', group: 'Chart', keys: ['Alt+L'] },
  { command: 'toggle-percent', label: 'Percent scale', group: 'Chart', keys: ['Alt+P'] },
  { command: 'maximise', label: 'One chart in the place of all', group: 'Chart', keys: ['Alt+Enter'] },
  { command: 'compare', label: 'Compare with another symbol', group: 'Chart', keys: ['Alt+C'] },
  { command: 'toggle-table', label: 'Bars as a table', group: 'Chart', keys: ['Alt+B'] },
  {
    command: 'scroll-left',
    label: 'Crosshair to the bar before',
    group: 'Chart',
    keys: ['ArrowLeft'],
    scope: 'chart',
    repeats: true,
  },
  {
    command: 'scroll-right',
    label: 'Crosshair to the next bar',
    group: 'Chart',
    keys: ['ArrowRight'],
    scope: 'chart',
    repeats: true,
  },
  { command: 'zoom-in', label: 'Zoom in', group: 'Chart', keys: ['Mod+ArrowUp', '+'], repeats: true },
  { command: 'zoom-out', label: 'Zoom out', group: 'Chart', keys: ['Mod+ArrowDown', '-'], repeats: true },
  { command: 'next-chart', label: 'Next chart', group: 'Chart', keys: [']'] },
  { command: 'previous-chart', label: 'Previous chart', group: 'Chart', keys: ['['] },
  { command: 'save-picture', label: 'Save a picture', group: 'Chart', keys: ['Alt+S'] },

  { command: 'draw-trend', label: 'Draw a trend line', group: 'Draw and watch', keys: ['Alt+T'] },
  { command: 'draw-horizontal', label: 'Draw a horizontal line', group: 'Draw and watch', keys: ['Alt+H'] },
  {
    command: 'delete-drawing',
    label: 'Remove the selected line',
    group: 'Draw and watch',
    keys: ['Delete', 'Backspace'],
    scope: 'chart',
  },
  { command: 'add-alert', label: 'Set an alert', group: 'Draw and watch', keys: ['Alt+A'] },

  { command: 'next-symbol', label: 'Next symbol of the list', group: 'Watchlist', keys: ['Space', 'ArrowDown'], repeats: true },
  {
    command: 'previous-symbol',
    label: 'Previous symbol of the list',
    group: 'Watchlist',
    keys: ['Shift+Space', 'ArrowUp'],
    repeats: true,
  },
  { command: 'add-to-list', label: 'Add the symbol to the list', group: 'Watchlist', keys: ['Alt+W'] },
  { command: 'row-up', label: 'Move the row up', group: 'Watchlist', keys: ['Alt+ArrowUp'], scope: 'list', repeats: true },
  { command: 'row-down', label: 'Move the row down', group: 'Watchlist', keys: ['Alt+ArrowDown'], scope: 'list', repeats: true },
  { command: 'remove-from-list', label: 'Remove the row', group: 'Watchlist', keys: ['Delete'], scope: 'list' },

  { command: 'undo', label: 'Undo the last removal', group: 'Page', keys: ['Mod+Z'] },
  { command: 'next-part', label: 'To the next part: list, chart, panel, top', group: 'Page', keys: ['F6'] },
  { command: 'previous-part', label: 'To the part before', group: 'Page', keys: ['Shift+F6'] },
  { command: 'pause', label: 'Pause or resume all prices', group: 'Page', keys: ['Alt+Shift+P'] },
  { command: 'read-symbol', label: 'Read this symbol aloud', group: 'Page', keys: ['Alt+Shift+R'] },
  { command: 'help', label: 'All keys', group: 'Page', keys: ['?'] },
  { command: 'cancel', label: 'Close or cancel', group: 'Page', keys: ['Escape'] },
]
