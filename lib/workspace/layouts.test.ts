import { describe, expect, it } from 'vitest'
import { layoutKeys } from './layout-keys.ts'
import { createLayouts, layoutsMax } from './layouts.ts'
import { defaultWorkspace } from './workspace.ts'
import { workspaceDocument } from './workspace-file.ts'

function memoryStorage(content: Record<string, string> = {}) {
  const stored = new Map(Object.entries(content))
  return {
    stored,
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  }
}

const dark = { ...defaultWorkspace, appearance: { ...defaultWorkspace.appearance, theme: 'dark' as const } }

describe('layouts', () => {
  it('say when what is stored cannot be read, until one is saved, which keeps its text', () => {
    expect(createLayouts(memoryStorage()).damage()).toBeUndefined()
    for (const text of ['', '{', '[]', '{"layouts":7}']) {
      const storage = memoryStorage({ [layoutKeys.named]: text })
      const layouts = createLayouts(storage)
      expect(layouts.damage()).toBe(
        'The layouts that this browser kept could not be read. The next one saved puts their text aside, to be had as a file under Layouts.',
      )
      expect(layouts.list()).toEqual([])
      expect(storage.stored.get(layoutKeys.namedUnread)).toBeUndefined()
      layouts.save('Day', defaultWorkspace, 7)
      expect(layouts.damage()).toBeUndefined()
      layouts.save('Night', dark, 8)
      expect(storage.stored.get(layoutKeys.namedUnread)).toBe(text)
    }
  })

  it('say how many of them cannot be read, and that a newer version kept them, and keep that text, too', () => {
    const good = { name: 'Good', savedAtMs: 1, document: workspaceDocument(dark) }
    const some = JSON.stringify({ version: 1, layouts: [5, good, { name: 'Bad' }] })
    const newer = JSON.stringify({ version: 2, layouts: [good], folders: ['Desk'] })
    for (const [text, told] of [
      [some, /^2 of 3 saved layouts could not be read\./],
      [newer, /^A newer version kept these layouts/],
    ] as const) {
      const storage = memoryStorage({ [layoutKeys.named]: text })
      const layouts = createLayouts(storage)
      expect(layouts.damage()).toMatch(told)
      layouts.rename('Good', 'Better')
      expect(layouts.list().map(({ name }) => name)).toEqual(['Better'])
      expect(layouts.damage()).toBeUndefined()
      expect(storage.stored.get(layoutKeys.namedUnread)).toBe(text)
    }
  })

  it('are not saved where their damaged text cannot be put aside', () => {
    const stored: Record<string, string> = { [layoutKeys.named]: 'garbage' }
    const layouts = createLayouts({
      getItem: (key) => stored[key] ?? null,
      setItem(key, value) {
        if (key === layoutKeys.namedUnread) throw new Error('full')
        stored[key] = value
      },
    })
    expect(layouts.save('Day', dark, 0)).toMatch(/storage is full/)
    expect(stored).toEqual({ [layoutKeys.named]: 'garbage' })
  })

  it('are saved, listed, loaded, renamed and removed by name', () => {
    const layouts = createLayouts(memoryStorage())
    layouts.save(' Night ', dark, 5)
    layouts.save('Day', defaultWorkspace, 7)
    expect(layouts.list()).toEqual([
      { name: 'Day', savedAtMs: 7, charts: 1 },
      { name: 'Night', savedAtMs: 5, charts: 1 },
    ])
    expect(layouts.load('Night')).toEqual({ workspace: dark, ignored: [] })
    expect(layouts.load('Dawn')).toBeUndefined()
    expect(layouts.rename('Night', 'Day')).toBe('There is a layout “Day” already.')
    expect(layouts.rename('Dawn', 'Dusk')).toBe('There is no layout “Dawn” any more.')
    expect(layouts.rename('Night', 'Dusk')).toBeUndefined()
    const restore = layouts.restorer('Dusk')
    layouts.remove('Dusk')
    expect(layouts.list().map(({ name }) => name)).toEqual(['Day'])
    expect(restore?.()).toBeUndefined()
    expect(layouts.load('Dusk')?.workspace).toEqual(dark)
    expect(layouts.restorer('Dawn')).toBeUndefined()
  })

  it('need a name and have an end', () => {
    const layouts = createLayouts(memoryStorage())
    expect(layouts.save('  ', dark, 0)).toBe('A layout needs a name.')
    expect(layouts.rename('x', ' ')).toBe('A layout needs a name.')
    for (let index = 0; index < layoutsMax; index++) expect(layouts.save(`L${index}`, dark, 0)).toBeUndefined()
    expect(layouts.save('more', dark, 0)).toBe('No more than 50 layouts can be kept; remove one first.')
    expect(layouts.save('L1', dark, 0)).toBeUndefined()
  })

  it('show through when the storage is damaged, full or forbidden', () => {
    const damaged = memoryStorage({
      [layoutKeys.named]: JSON.stringify({ layouts: [5, { name: 'Good', document: workspaceDocument(dark) }, { name: 'Bad' }] }),
    })
    expect(createLayouts(damaged).list()).toEqual([{ name: 'Good', savedAtMs: 0, charts: 1 }])
    const fail = () => {
      throw new Error('denied')
    }
    const forbidden = createLayouts({ getItem: fail, setItem: fail })
    expect(forbidden.list()).toEqual([])
    expect(forbidden.save('x', dark, 0)).toBe('This browser did not keep the layout: its storage is full or not allowed.')
  })

  it("leave a newer version's layout as it is when another is saved", () => {
    const newer = { ...workspaceDocument(dark), version: 99, hologram: true }
    const storage = memoryStorage({
      [layoutKeys.named]: JSON.stringify({ layouts: [{ name: 'New', savedAtMs: 1, document: newer }] }),
    })
    createLayouts(storage).save('Mine', dark, 2)
    expect(storage.stored.get(layoutKeys.named)).toContain('"hologram":true')
    expect(createLayouts(storage).load('New')?.ignored).toEqual([
      'The layout was saved by a newer version; what this one does not know was left out.',
    ])
  })
})
