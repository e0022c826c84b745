/** One way to press keys. */
export interface KeyPattern {
  readonly alt: boolean
  readonly shift: boolean
  /** Command on a Mac, Control elsewhere. */
  readonly mod: boolean
  /** As in `KeyboardEvent.key`, letters upper case; `Space`, `letter`, `digit`. */
  readonly key: string
}

export type Platform = 'mac' | 'other'

/** `MacIntel`, `macOS`, `iPhone`: of `navigator.platform` or of `navigator.userAgentData.platform`. */
export function platformOf(name: string): Platform {
  return /^(mac|iphone|ipad|ipod)/i.test(name) ? 'mac' : 'other'
}

export function parseKeyPattern(text: string): KeyPattern {
  const parts = text === '+' ? ['+'] : text.split('+')
  return { alt: parts.includes('Alt'), shift: parts.includes('Shift'), mod: parts.includes('Mod'), key: parts.at(-1) ?? '' }
}

/** Without a modifier but Shift: such a key can be typed by accident or by a voice, so a viewer may switch these off (WCAG 2.1.4). */
export function isCharacterKey({ alt, mod, key }: KeyPattern): boolean {
  return !alt && !mod && (key.length === 1 || key === 'letter' || key === 'digit' || key === 'Space')
}

const names: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  letter: 'A–Z',
  digit: '0–9',
  Escape: 'Esc',
}

/** Each key as it is printed on the keyboard: `['Alt', 'R']`, on a Mac `['⌥', 'R']`. */
export function keyCaps(text: string, platform: Platform): string[] {
  const { alt, shift, mod, key } = parseKeyPattern(text)
  const mac = platform === 'mac'
  return [
    ...(mod ? [mac ? '⌘' : 'Ctrl'] : []),
    ...(alt ? [mac ? '⌥' : 'Alt'] : []),
    ...(shift ? [mac ? '⇧' : 'Shift'] : []),
    Object.hasOwn(names, key) ? (names[key] ?? key) : key,
  ]
}

/** For the attribute `aria-keyshortcuts`; undefined for `letter` and `digit`, which it cannot say. */
export function ariaKeyShortcut(text: string, platform: Platform): string | undefined {
  const { alt, shift, mod, key } = parseKeyPattern(text)
  if (key === 'letter' || key === 'digit') return undefined
  const name = key === '+' ? 'Plus' : key
  return [
    ...(mod ? [platform === 'mac' ? 'Meta' : 'Control'] : []),
    ...(alt ? ['Alt'] : []),
    ...(shift ? ['Shift'] : []),
    name,
  ].join('+')
}
