import { layoutKeys } from './layout-keys.ts'
import { createLayouts, type LayoutStorage } from './layouts.ts'
import { freeName, openLayout } from './open-layout.ts'
import { firstPanelsFromPx, firstWorkspace } from './open-panels.ts'
import type { Undo } from './undo.ts'
import { arrangementText, defaultChart, defaultWorkspace, type Workspace } from './workspace.ts'
import { parseWorkspace } from './workspace-file.ts'

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
  const names = layouts.list().map(({ name }) => name)
  const same = names.find((each) => {
    const layout = layouts.load(each)
    return layout !== undefined && arrangementText(layout.workspace) === arrangementText(before)
  })
  const name = same ?? freeName('Before the link', names)
  const problem = same === undefined ? layouts.save(name, before, nowMs) : undefined
  const kept = problem === undefined ? `, kept as layout “${name}”` : `. ${problem}`
  const label = `${told === undefined ? '' : `${told.replace(/\.$/, '')}. `}The link’s view took the place of yours${kept}`
  const apply = (current: Workspace): Workspace => openLayout(current, before, label).workspace
  return { label, apply: back !== undefined && back.label === told ? back.apply : apply }
}

/** One plain chart, whatever its symbol and interval, is found again with a key or two: nobody wants to be told. */
function isArranged(workspace: Workspace): boolean {
  const { symbol, interval } = defaultChart
  const charts =
    workspace.charts.length > 1 ? workspace.charts : workspace.charts.map((chart) => ({ ...chart, symbol, interval }))
  const plain = arrangementText({ ...workspace, charts })
  return plain !== arrangementText(defaultWorkspace) && plain !== arrangementText(firstWorkspace(firstPanelsFromPx))
}
