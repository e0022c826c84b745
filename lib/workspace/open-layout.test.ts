import { describe, expect, it } from 'vitest'
import { freeName, openLayout, parseLayoutFile } from './open-layout.ts'
import { defaultWorkspace, type Workspace } from './workspace.ts'
import { serialiseWorkspace } from './workspace-file.ts'

const list = (id: string, symbols: readonly string[]) =>
  ({ id, name: id, kind: 'own', groups: [{ name: '', collapsed: false, symbols }] }) as const
const layout: Workspace = {
  ...defaultWorkspace,
  lists: [list('a', ['SIM:OLD-USD']), list('b', ['SIM:B-USD'])],
  activeList: 'b',
  panels: ['trades'],
  appearance: { theme: 'light', colours: 'korea' },
  lines: { 'SIM:B-USD': 'theirs', 'SIM:OLD-USD': 'theirs' },
}
const current: Workspace = {
  ...defaultWorkspace,
  lists: [list('a', ['SIM:NEW-USD'])],
  activeList: 'a',
  appearance: { theme: 'dark', colours: 'west' },
  lines: { 'SIM:OLD-USD': 'mine' },
}

describe('opening a layout', () => {
  it('arranges the screen and leaves the viewer’s own things as they are', () => {
    const { workspace, undo } = openLayout(current, layout, 'Opened')
    expect(workspace.panels).toEqual(['trades'])
    expect(workspace.activeList).toBe('b')
    expect(workspace.lists).toEqual([current.lists[0], layout.lists[1]])
    expect(workspace.appearance).toEqual(current.appearance)
    expect(workspace.lines).toEqual({ 'SIM:B-USD': 'theirs', 'SIM:OLD-USD': 'mine' })
    expect(undo?.apply(workspace)).toBe(current)
  })
})

describe('a layout from a file', () => {
  it('is what was written to it', () => {
    const read = parseLayoutFile(serialiseWorkspace(layout))
    expect(read).toEqual({ workspace: layout, ignored: [] })
  })

  it('that is none is refused with the reason', () => {
    expect(parseLayoutFile('Time,Open\n1,2')).toMatch(/no JSON/)
    const found = ['[]', 'null', '7', 'true', '"x"'].map(parseLayoutFile)
    expect(found).toEqual(
      ['a list', 'null', '7', 'true', 'a text'].map(
        (what) => `It is JSON, but no layout: expected an object with charts, found ${what}.`,
      ),
    )
    expect(parseLayoutFile('{"name":"x"}')).toMatch(/no layout/)
  })

  it('of an older or newer version is read as far as it goes, and that is told', () => {
    const older = parseLayoutFile('{"version":0,"theme":"dark"}')
    expect(older).toMatchObject({ workspace: { appearance: { theme: 'dark' } }, ignored: [] })
    const newer = parseLayoutFile('{"version":99,"charts":[{"interval":"5m"}],"panels":["hologram"]}')
    expect(newer).toMatchObject({ workspace: { panels: [] }, ignored: [expect.stringMatching(/newer/), expect.any(String)] })
  })

  it('gets a name that is free', () => {
    expect([freeName('Day', []), freeName('Day', ['Day', 'Day 2']), freeName('  ', [])]).toEqual(['Day', 'Day 3', 'Layout'])
  })
})
