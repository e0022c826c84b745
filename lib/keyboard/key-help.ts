import { type KeyGroup, keyBindings, keyGroups } from './key-bindings.ts'
import { isCharacterKey, keyCaps, type Platform, parseKeyPattern } from './key-pattern.ts'

export interface KeyHelpRow {
  readonly label: string
  /** Each way to press it, as caps: `[['Alt', 'R']]`. */
  readonly keys: readonly (readonly string[])[]
  /** Where it holds, when that is not everywhere. */
  readonly where:
    | 'in a chart'
    | 'in the list'
    | 'on a line'
    | 'in the heat map'
    | 'on a heading'
    | 'on the edge of a heading'
    | undefined
  /** Some or all of its keys are off while the viewer has switched off single characters. */
  readonly character: boolean
}

/** What elements do by themselves while they have the focus; not of the bindings, which hold everywhere. */
export const elementKeys: readonly KeyHelpRow[] = (
  [
    ['Move, a page, to either end', ['↑', '↓', 'Page', 'Home', 'End'], 'in the list'],
    ['Show the instrument', ['Enter'], 'in the list'],
    ['Fold or open the group; to its line', ['←', '→'], 'in the list'],
    ['Rename the group', ['F2'], 'in the list'],
    ['Sort again; keys in the list hold its order', ['Esc'], 'in the list'],
    ['Narrower, wider, as its content', ['←', '→', 'Enter'], 'on the edge of a heading'],
    ['Move the column', ['Alt ←', 'Alt →'], 'on a heading'],
    ['Crosshair up and down in price', ['↑', '↓'], 'in a chart'],
    ['Crosshair ten bars on, farther up or down', ['Shift ←', 'Shift →', 'Shift ↑', 'Shift ↓'], 'in a chart'],
    ['Crosshair to the first or newest bar', ['Home', 'End'], 'in a chart'],
    ['Scroll', ['Page ↑', 'Page ↓'], 'in a chart'],
    ['Move the line; Shift: farther, Ctrl: a tick', ['↑', '↓', '←', '→'], 'on a line'],
    ['The next tile, to either end, show it', ['↑', '↓', '←', '→', 'Home', 'End', 'Enter'], 'in the heat map'],
  ] as const
).map(([label, keys, where]) => ({ label, keys: keys.map((key) => [key]), where, character: false }))

/** Everything that keys do, for the page under `?`. */
export function keyHelp(platform: Platform): readonly { readonly group: KeyGroup; readonly rows: readonly KeyHelpRow[] }[] {
  return keyGroups.map((group) => ({
    group,
    rows: keyBindings
      .filter((binding) => binding.group === group)
      .map(({ label, keys, scope }) => ({
        label,
        keys: keys.map((each) => keyCaps(each, platform)),
        where: scope === undefined ? undefined : scope === 'chart' ? 'in a chart' : 'in the list',
        character: keys.some((each) => isCharacterKey(parseKeyPattern(each))),
      })),
  }))
}
