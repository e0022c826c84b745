import type { Workspace } from './workspace.ts'

/**
 * `ours` with what another tab changed in the parts that are the viewer's, not of one tab's view: `theirs` is what that tab
 * stored, `base` what both began with. Where both changed the same list or the lines of the same symbol, ours stay. Parts
 * that are as they were keep their identity.
 */
export function mergeShared(base: Workspace, ours: Workspace, theirs: Workspace): Workspace {
  const pick = <Key extends 'lists' | 'lines' | 'appearance' | 'formats' | 'characterKeys'>(
    key: Key,
    merge: () => Workspace[Key] = () => ours[key],
  ): Workspace[Key] => {
    if (same(ours[key], theirs[key])) return ours[key]
    return same(ours[key], base[key]) ? theirs[key] : merge()
  }
  const lists = pick('lists', () => {
    const merged = mergeEntries(byId(base), byId(ours), byId(theirs)).map(([, list]) => list)
    return merged.length > 0 ? merged : ours.lists
  })
  const lines = pick('lines', () =>
    Object.fromEntries(mergeEntries(Object.entries(base.lines), Object.entries(ours.lines), Object.entries(theirs.lines))),
  )
  const [appearance, formats, characterKeys] = [pick('appearance'), pick('formats'), pick('characterKeys')]
  const taken = { lists, lines, appearance, formats, characterKeys }
  return Object.entries(taken).every(([key, value]) => value === ours[key as keyof Workspace]) ? ours : { ...ours, ...taken }
}

type Entries<Value> = readonly (readonly [key: string, value: Value])[]

/** In our order; what only they have comes after. */
function mergeEntries<Value>(base: Entries<Value>, ours: Entries<Value>, theirs: Entries<Value>): [string, Value][] {
  const [before, there] = [new Map(base), new Map(theirs)]
  const merged = new Map<string, Value>()
  for (const [key, value] of ours) {
    const their = there.get(key)
    if (!same(value, before.get(key))) merged.set(key, value)
    else if (their !== undefined) merged.set(key, their)
  }
  // What went away here and was changed there stays: only the change cannot be had again.
  for (const [key, value] of theirs) if (!merged.has(key) && !same(value, before.get(key))) merged.set(key, value)
  return [...merged]
}

function byId({ lists }: Workspace): Entries<Workspace['lists'][number]> {
  return lists.map((list) => [list.id, list])
}

function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
