import { layoutKeys } from './layout-keys.ts'
import { createLayouts, type LayoutStorage, type LayoutSummary, layoutsMax } from './layouts.ts'
import { freeName, openLayout } from './open-layout.ts'
import { firstPanelsFromPx, firstWorkspace } from './open-panels.ts'
import type { Undo } from './undo.ts'
import { arrangementText, defaultChart, defaultWorkspace, type Workspace } from './workspace.ts'
import { parseWorkspace } from './workspace-file.ts'

const nameOfReplaced = 'Before the link'
/** A view of one's own, and that of a link worked with in between, or two. */
const replacedMax = 3

interface Replacing {
  readonly storage: LayoutStorage & Pick<Storage, 'removeItem'>
  readonly now: Workspace
  readonly nowMs: number
  /** What the viewer is being told, and the way back from it: neither is lost. */
  readonly told: string | undefined
  readonly back: Undo | undefined
}

/**
 * Puts the view that a link's took the place of among the layouts, unless one of them is the same. Returns what to say of it, with
 * the way back; undefined when there was none, or nothing in it that is worth coming back to.
 */
export function keepReplacedView({ storage, now, nowMs, told, back }: Replacing): Undo | undefined {
  const text = storage.getItem(layoutKeys.replaced)
  storage.removeItem(layoutKeys.replaced)
  const { workspace: before } = parseWorkspace(text)
  if (!isArranged(before) || arrangementText(before) === arrangementText(now)) return undefined
  const layouts = createLayouts(storage)
  const listed = layouts.list()
  const same = listed.find(({ name }) => {
    const layout = layouts.load(name)
    return layout !== undefined && arrangementText(layout.workspace) === arrangementText(before)
  })
  const oldest = same === undefined ? oldestToReplace(listed) : undefined
  const name =
    same?.name ??
    oldest ??
    freeName(
      nameOfReplaced,
      listed.map((each) => each.name),
    )
  const problem = same === undefined ? layouts.save(name, before, nowMs) : undefined
  const place = oldest === undefined ? '' : ' in place of an older one'
  const kept = problem === undefined ? `, kept as layout “${name}”${place}` : `, which is not kept. ${problem}`
  const label = `${told === undefined ? '' : `${told.replace(/\.$/, '')}. `}The link’s view took the place of yours${kept}`
  const apply = (current: Workspace): Workspace => openLayout(current, before, label).workspace
  return { label, apply: back !== undefined && back.label === told ? back.apply : apply }
}

/**
 * Of the layouts that came about like this and bear the name they got then: who opens many links would be left with dozens, or
 * with no room for layouts of their own. One that somebody named is none of them.
 */
function oldestToReplace(listed: readonly LayoutSummary[]): string | undefined {
  const replaced = listed.filter(({ name }) => /^Before the link( \d+)?$/.test(name))
  if (replaced.length < replacedMax && listed.length < layoutsMax) return undefined
  return replaced.sort((one, other) => one.savedAtMs - other.savedAtMs)[0]?.name
}

/** One plain chart, whatever its symbol and interval, is found again with a key or two: nobody wants to be told. */
function isArranged(workspace: Workspace): boolean {
  const { symbol, interval } = defaultChart
  const charts =
    workspace.charts.length > 1 ? workspace.charts : workspace.charts.map((chart) => ({ ...chart, symbol, interval }))
  const plain = arrangementText({ ...workspace, charts })
  return plain !== arrangementText(defaultWorkspace) && plain !== arrangementText(firstWorkspace(firstPanelsFromPx))
}
