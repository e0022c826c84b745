import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CommandId, commandIds, keyBindings } from './key-bindings.ts'
import { keyHelp } from './key-help.ts'
import { ariaKeyShortcut, keyCaps, platformOf } from './key-pattern.ts'
import { type KeyContext, type KeyEvent, matchKey } from './match-key.ts'

const page: KeyContext = { focus: 'page', platform: 'other', characterKeys: true }

function press(key: string, change: Partial<KeyEvent> & { context?: Partial<KeyContext>; altGraph?: boolean } = {}) {
  const { context, altGraph, ...rest } = change
  const code = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : ''
  const event = {
    key,
    code,
    altKey: false,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    repeat: false,
    isComposing: false,
    defaultPrevented: false,
    ...rest,
  }
  return matchKey({ ...event, getModifierState: (name) => name === 'AltGraph' && altGraph === true }, { ...page, ...context })
}

const command = (key: string, change: Parameters<typeof press>[1] = {}) => press(key, change)?.command

describe('keys', () => {
  it('do what they do in TradingView', () => {
    const alt = { altKey: true }
    expect(press('b')).toEqual({ command: 'find-symbol', text: 'b' })
    expect(press('B', { shiftKey: true })).toEqual({ command: 'find-symbol', text: 'B' })
    expect(press('5')).toEqual({ command: 'pick-interval', text: '5' })
    expect(press(',')).toEqual({ command: 'pick-interval', text: '' })
    expect(command('/')).toBe('add-indicator')
    expect([command('r', alt), command('l', alt), command('p', alt), command('Enter', alt)]).toEqual([
      'reset-view',
      'toggle-log',
      'toggle-percent',
      'maximise',
    ])
    expect([command('t', alt), command('h', alt), command('a', alt), command('s', alt)]).toEqual([
      'draw-trend',
      'draw-horizontal',
      'add-alert',
      'save-picture',
    ])
    expect([
      command('?', { shiftKey: true }),
      command('Escape'),
      command('k', { ctrlKey: true }),
      command('z', { ctrlKey: true }),
    ]).toEqual(['help', 'cancel', 'open-palette', 'undo'])
    expect([command(' '), command(' ', { shiftKey: true }), command('ArrowDown')]).toEqual([
      'next-symbol',
      'previous-symbol',
      'next-symbol',
    ])
    expect([command('p', { altKey: true, shiftKey: true }), command('r', { altKey: true, shiftKey: true })]).toEqual([
      'pause',
      'read-symbol',
    ])
  })

  it('leave the browser its own', () => {
    expect(['c', 'v', 'r', 't', 'w', 'f', 'l'].map((key) => command(key, { ctrlKey: true }))).toEqual(Array(7).fill(undefined))
    expect(['F5', 'Tab', 'Enter', 'PageDown', 'Home', 'Shift'].map((key) => command(key))).toEqual(Array(6).fill(undefined))
    expect(command('k', { metaKey: true })).toBeUndefined()
    expect(command('ArrowLeft', { altKey: true })).toBeUndefined()
  })

  it('mean Command on a Mac, where Option turns letters into signs', () => {
    const mac = { context: { platform: 'mac' as const } }
    expect(command('k', { ...mac, metaKey: true })).toBe('open-palette')
    expect(command('k', { ...mac, ctrlKey: true })).toBeUndefined()
    expect(command('®', { ...mac, code: 'KeyR', altKey: true })).toBe('reset-view')
    expect(command('¬', { ...mac, code: 'KeyL', altKey: true })).toBe('toggle-log')
  })

  it('do not depend on where a keyboard has its signs', () => {
    // German: `/` is Shift and 7, `?` is Shift and ß. French: digits need Shift.
    expect([command('/', { shiftKey: true, code: 'Digit7' }), command('?', { shiftKey: true, code: 'Minus' })]).toEqual([
      'add-indicator',
      'help',
    ])
    expect(press('5', { shiftKey: true, code: 'Digit5' })).toEqual({ command: 'pick-interval', text: '5' })
    expect(press('и', { code: 'KeyB' })).toEqual({ command: 'find-symbol', text: 'b' })
    expect(press('ö', { code: 'Semicolon' })).toBeUndefined()
  })

  it('take AltGr for typing, not for Alt', () => {
    expect(command('[', { altKey: true, ctrlKey: true, altGraph: true, code: 'Digit8' })).toBe('previous-chart')
    expect(command('@', { altKey: true, ctrlKey: true, altGraph: true, code: 'KeyQ' })).toBeUndefined()
  })

  it('stay out of an input method', () => {
    expect([
      command('b', { isComposing: true }),
      command('Process'),
      command('Dead'),
      command('b', { defaultPrevented: true }),
    ]).toEqual(Array(4).fill(undefined))
  })

  it('leave fields, menus and controls what is theirs', () => {
    const focused = (focus: KeyContext['focus'], key: string, change: Parameters<typeof press>[1] = {}) =>
      command(key, { ...change, context: { focus } })
    for (const focus of ['text', 'overlay'] as const) {
      expect(
        ['b', '5', '/', '?', ' ', 'ArrowDown', 'Escape', 'Delete', '+'].map((key) => focused(focus, key)),
        focus,
      ).toEqual(Array(9).fill(undefined))
      expect(focused(focus, 'z', { ctrlKey: true })).toBeUndefined()
      expect(focused(focus, 'k', { ctrlKey: true })).toBe('open-palette')
    }
    expect(focused('text', 'r', { altKey: true })).toBe('reset-view')
    expect([focused('text', 'F6'), focused('text', 'F6', { shiftKey: true }), focused('overlay', 'F6')]).toEqual([
      'next-part',
      'previous-part',
      undefined,
    ])
    expect(focused('text', 'ArrowRight', { altKey: true, shiftKey: true })).toBeUndefined()
    expect([focused('control', ' '), focused('control', 'ArrowDown'), focused('control', 'b')]).toEqual([
      undefined,
      undefined,
      'find-symbol',
    ])
    expect([focused('list', 'ArrowDown'), focused('list', ' '), focused('list', 'b')]).toEqual([
      undefined,
      undefined,
      'find-symbol',
    ])
  })

  it('have a meaning of their own in a chart and in the list', () => {
    const [chart, list] = [{ context: { focus: 'chart' as const } }, { context: { focus: 'list' as const } }]
    expect([command('ArrowLeft', chart), command('Delete', chart), command('Backspace', chart)]).toEqual([
      'scroll-left',
      'delete-drawing',
      'delete-drawing',
    ])
    expect([command('ArrowUp', { ...list, altKey: true }), command('Delete', list)]).toEqual(['row-up', 'remove-from-list'])
    expect([command('ArrowLeft'), command('Delete'), command('ArrowUp', { altKey: true })]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })

  it('go on while held only where that makes sense', () => {
    expect([
      command('ArrowDown', { repeat: true }),
      command('l', { altKey: true, repeat: true }),
      command('b', { repeat: true }),
    ]).toEqual(['next-symbol', undefined, undefined])
  })

  it('that are single characters can be switched off', () => {
    const off = { context: { characterKeys: false } }
    expect(['b', '5', '/', '?', ' ', '+', '.'].map((key) => command(key, off))).toEqual(Array(7).fill(undefined))
    expect([command('l', { ...off, altKey: true }), command('Escape', off), command('ArrowDown', off)]).toEqual([
      'toggle-log',
      'cancel',
      'next-symbol',
    ])
  })

  it('never break on any event', () => {
    const flag = fc.boolean()
    fc.assert(
      fc.property(fc.string(), fc.string(), flag, flag, flag, flag, (key, code, altKey, ctrlKey, metaKey, shiftKey) => {
        const found = matchKey(
          { key, code, altKey, ctrlKey, metaKey, shiftKey, repeat: false, isComposing: false, defaultPrevented: false },
          page,
        )
        if (found !== undefined) expect(commandIds).toContain(found.command)
      }),
    )
  })
})

describe('the list of keys', () => {
  it('has every command once, and no two commands on one key in one place', () => {
    expect(keyBindings.map((binding) => binding.command).sort()).toEqual([...commandIds].sort())
    const taken = keyBindings.flatMap(({ keys, scope }) => keys.map((key) => `${scope ?? 'anywhere'} ${key}`))
    expect(new Set(taken).size).toBe(taken.length)
  })

  it('says how to press each, by platform', () => {
    const rows = keyHelp('other').flatMap((group) => group.rows)
    expect(rows).toHaveLength(commandIds.length)
    expect(rows[0]).toEqual({ label: 'Find a symbol', keys: [['A–Z']], where: undefined, character: true })
    expect(rows.find(({ label }) => label === 'Crosshair to the bar before')).toEqual({
      label: 'Crosshair to the bar before',
      keys: [['←']],
      where: 'in a chart',
      character: false,
    })
    expect([keyCaps('Mod+K', 'mac'), keyCaps('Mod+K', 'other'), keyCaps('Alt+Shift+P', 'mac'), keyCaps('+', 'other')]).toEqual([
      ['⌘', 'K'],
      ['Ctrl', 'K'],
      ['⌥', '⇧', 'P'],
      ['+'],
    ])
    expect([
      ariaKeyShortcut('Mod+K', 'mac'),
      ariaKeyShortcut('Alt+Shift+P', 'other'),
      ariaKeyShortcut('+', 'other'),
      ariaKeyShortcut('letter', 'other'),
    ]).toEqual(['Meta+K', 'Alt+Shift+P', 'Plus', undefined])
    expect(['MacIntel', 'macOS', 'iPhone', 'Win32', 'Linux x86_64'].map(platformOf)).toEqual([
      'mac',
      'mac',
      'mac',
      'other',
      'other',
    ])
  })

  it('is pressed as it is written', () => {
    for (const { command: expected, keys, scope } of keyBindings) {
      for (const text of keys) {
        const parts = text === '+' ? ['+'] : text.split('+')
        const last = parts.at(-1) ?? ''
        const key = { letter: 'q', digit: '7', Space: ' ' }[last] ?? (/^[A-Z]$/.test(last) ? last.toLowerCase() : last)
        const found = command(key, {
          altKey: parts.includes('Alt'),
          shiftKey: parts.includes('Shift'),
          ctrlKey: parts.includes('Mod'),
          context: { focus: scope ?? 'page' },
        })
        expect<CommandId | undefined>(found, text).toBe(expected)
      }
    }
  })
})
