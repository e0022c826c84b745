import { type CommandId, type KeyBinding, keyBindings } from './key-bindings.ts'
import { isCharacterKey, type KeyPattern, type Platform, parseKeyPattern } from './key-pattern.ts'

/** The part of a `KeyboardEvent` that is needed. */
export interface KeyEvent {
  readonly key: string
  readonly code: string
  readonly altKey: boolean
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly repeat: boolean
  readonly isComposing: boolean
  readonly defaultPrevented: boolean
  getModifierState?(name: string): boolean
}

export interface KeyContext {
  /**
   * Where the focus is. `text`: somewhere one types. `overlay`: in a menu or dialog, which has keys of its own. `control`: on
   * a button or the like, which Space and arrows belong to.
   */
  readonly focus: 'page' | 'chart' | 'list' | 'control' | 'text' | 'overlay'
  readonly platform: Platform
  /** False: the viewer switched off shortcuts that are a single character. */
  readonly characterKeys: boolean
}

export interface KeyMatch {
  readonly command: CommandId
  /** What was typed, to begin the search or the interval with; empty when the key is only a command. */
  readonly text: string
}

interface Compiled {
  readonly binding: KeyBinding
  readonly pattern: KeyPattern
}

const compiled: readonly Compiled[] = keyBindings
  .flatMap((binding) => binding.keys.map((keys) => ({ binding, pattern: parseKeyPattern(keys) })))
  // What holds only in a chart or list goes before what holds everywhere.
  .sort((one, other) => Number(other.binding.scope !== undefined) - Number(one.binding.scope !== undefined))

/** undefined: the key is none of ours here; the browser and the focused element have it. */
export function matchKey(event: KeyEvent, context: KeyContext): KeyMatch | undefined {
  // A key that an input method is composing with (229 of old) belongs to that method.
  if (
    event.defaultPrevented ||
    event.isComposing ||
    event.key === 'Process' ||
    event.key === 'Dead' ||
    event.key === 'Unidentified'
  )
    return undefined
  for (const { binding, pattern } of compiled) {
    if (!allowed(binding, pattern, event, context)) continue
    const text = pressed(pattern, event, context.platform)
    if (text !== undefined) return { command: binding.command, text }
  }
  return undefined
}

function allowed(binding: KeyBinding, pattern: KeyPattern, event: KeyEvent, { focus, characterKeys }: KeyContext): boolean {
  if (event.repeat && binding.repeats !== true) return false
  if (binding.scope !== undefined) return binding.scope === focus
  const arrow = pattern.key.startsWith('Arrow') && !pattern.alt && !pattern.mod
  const character = isCharacterKey(pattern)
  if (character && !characterKeys) return false
  switch (focus) {
    case 'text':
      // Undo and the rest are the field's; only what no field has goes through.
      if (pattern.key === 'F6') return true
      return pattern.alt ? pattern.key !== 'ArrowRight' : pattern.mod && pattern.key === 'K'
    case 'overlay':
      return pattern.mod && pattern.key === 'K'
    case 'control':
      return pattern.key !== 'Space' && !arrow
    case 'list':
      // The list's own cursor has these.
      return pattern.key !== 'Space' && !arrow
    default:
      return true
  }
}

/** The text to go on with when the event is this pattern (may be empty), else undefined. */
function pressed(pattern: KeyPattern, event: KeyEvent, platform: Platform): string | undefined {
  // AltGr types characters; Windows reports it as Control and Alt.
  const altGraph = event.getModifierState?.('AltGraph') === true
  const alt = event.altKey && !altGraph
  const [mod, foreign] = platform === 'mac' ? [event.metaKey, event.ctrlKey] : [event.ctrlKey && !altGraph, event.metaKey]
  if (alt !== pattern.alt || mod !== pattern.mod || foreign) return undefined
  if (pattern.key === 'letter') return latinLetter(event)
  if (pattern.key === 'digit') return /^\d$/.test(event.key) ? event.key : undefined
  // Where `/` or `?` is, and whether it needs Shift, differs by keyboard: the character counts.
  if (pattern.key.length === 1 && !/[A-Z]/.test(pattern.key)) return event.key === pattern.key ? '' : undefined
  if (event.shiftKey !== pattern.shift) return undefined
  return keyName(event, pattern) === pattern.key ? '' : undefined
}

function keyName(event: KeyEvent, pattern: KeyPattern): string {
  if (event.key === ' ') return 'Space'
  if (!/^[A-Z]$/.test(pattern.key)) return event.key
  // Option on a Mac turns letters into signs, and other scripts have other letters: then the place of the key counts.
  return /^[a-z]$/i.test(event.key) ? event.key.toUpperCase() : event.code.replace(/^Key/, '')
}

/** Symbols are Latin: on a keyboard of another script the letter that is in the same place. */
function latinLetter(event: KeyEvent): string | undefined {
  if (/^[a-z]$/i.test(event.key)) return event.key
  if (!/^\p{L}$/u.test(event.key)) return undefined
  return /^Key([A-Z])$/.exec(event.code)?.[1]?.toLowerCase()
}
