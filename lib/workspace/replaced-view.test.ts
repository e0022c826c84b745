import { describe, expect, it } from 'vitest'
import { layoutKeys } from './layout-keys.ts'
import { createLayouts, layoutsMax } from './layouts.ts'
import { keepReplacedView } from './replaced-view.ts'
import { defaultChart, defaultWorkspace, type Workspace } from './workspace.ts'
import { serialiseWorkspace } from './workspace-file.ts'

const viewOf = (symbol: string): Workspace => ({ ...defaultWorkspace, charts: [{ ...defaultChart, symbol, scale: 'log' }] })

function openStorage() {
  const stored = new Map<string, string>()
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  }
  const layouts = createLayouts(storage)
  let nowMs = 0
  /** A link's view takes the place of this one; returns what is said. */
  const replace = (symbol: string): string | undefined => {
    storage.setItem(layoutKeys.replaced, serialiseWorkspace(viewOf(symbol)))
    nowMs += 1
    return keepReplacedView({ storage, now: viewOf('SIM:LINK'), nowMs, told: undefined, back: undefined })?.label
  }
  const kept = () => layouts.list().map(({ name }) => `${name}: ${layouts.load(name)?.workspace.charts[0]?.symbol}`)
  return { layouts, replace, kept }
}

describe('views that links took the place of', () => {
  it('are kept three deep, the oldest gives way to the next, and one that somebody named stays', () => {
    const { layouts, replace, kept } = openStorage()
    replace('A')
    layouts.rename('Before the link', 'Mine')
    for (const symbol of ['B', 'C', 'D']) replace(symbol)
    expect(kept()).toEqual(['Before the link: B', 'Before the link 2: C', 'Before the link 3: D', 'Mine: A'])
    expect(replace('E')).toBe(
      'The link’s view took the place of yours, kept as layout “Before the link” in place of an older one',
    )
    replace('F')
    expect(kept()).toEqual(['Before the link: E', 'Before the link 2: F', 'Before the link 3: D', 'Mine: A'])
  })

  it('take no other layout’s place where there is no room for one more', () => {
    const { layouts, replace, kept } = openStorage()
    replace('A')
    for (let index = 1; index < layoutsMax; index++) layouts.save(`L${index}`, viewOf(`SIM:L${index}`), 0)
    expect(replace('B')).toMatch(/“Before the link” in place of an older one$/)
    expect(kept()).toContain('Before the link: B')
    expect(kept()).toHaveLength(layoutsMax)
    layouts.rename('Before the link', 'Mine')
    expect(replace('C')).toMatch(/of yours, which is not kept\. No more than 50 layouts can be kept; remove one first\.$/)
    expect(kept()).toContain('Mine: B')
  })
})
