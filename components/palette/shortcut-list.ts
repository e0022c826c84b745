/** What the help lists; `shortcutFor` in shortcuts.ts does what it says. */
export const shortcutHelp: readonly { readonly keys: string; readonly does: string }[] = [
  { keys: 'A to Z', does: 'Find an instrument: just type its symbol or name' },
  { keys: '0 to 9 or ,', does: 'Interval of the chart: 5 is 5 minutes, 1s a second, 1h an hour, d a day' },
  { keys: '/', does: 'Add an indicator' },
  { keys: 'Ctrl+K', does: 'Find anything: instruments and commands' },
  { keys: 'Space, Shift+Space', does: 'Next, previous instrument of the list' },
  { keys: '↑ ↓ Page Home End', does: 'Move in the list, when it has the focus' },
  { keys: 'Enter', does: 'Open the chosen instrument' },
  { keys: 'Alt+R', does: 'Chart back to the newest bars' },
  { keys: 'Alt+L', does: 'Logarithmic price scale' },
  { keys: 'Alt+P', does: 'Percent price scale' },
  { keys: 'Alt+A', does: 'Set an alert on the instrument shown' },
  { keys: 'Alt+S', does: 'Save a picture of the chart' },
  { keys: 'Alt+Enter', does: 'Chart over the whole page, and back' },
  { keys: '?', does: 'This list' },
  { keys: 'Esc', does: 'Close what is open' },
]
