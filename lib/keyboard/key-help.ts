import { type KeyGroup, keyBindings, keyGroups } from './key-bindings.ts'
import { isCharacterKey, keyCaps, type Platform, parseKeyPattern } from './key-pattern.ts'

export interface KeyHelpRow {
  readonly label: string
  /** Each way to press it, as caps: `[['Alt', 'R']]`. */
  readonly keys: readonly (readonly string[])[]
  /** Where it holds, when that is not everywhere. */
  readonly where: 'in a chart' | 'in the list' | undefined
  /** Some or all of its keys are off while the viewer has switched off single characters. */
  readonly character: boolean
}

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

/** `MacIntel`, `macOS`, `iPhone`: of `navigator.platform` or of `navigator.userAgentData.platform`. */
export function platformOf(name: string): Platform {
  return /^(mac|iphone|ipad|ipod)/i.test(name) ? 'mac' : 'other'
}
