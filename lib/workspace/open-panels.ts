import { defaultWorkspace, type PanelId, panelIds, type Workspace } from './workspace.ts'

/** Width of window, in CSS px of usual letters, from which a first visit has the book and the trades beside the chart, which stays wide. */
export const firstPanelsFromPx = 1800

/** What is shown before the viewer arranged anything. */
export function firstWorkspace(windowWidthPx: number): Workspace {
  return windowWidthPx < firstPanelsFromPx ? defaultWorkspace : { ...defaultWorkspace, panels: ['depth', 'trades'] }
}

/** What is beside the chart on a wide screen: what was opened there, and what a link shows a narrow one. */
export function openPanels({ panels, pane }: Pick<Workspace, 'panels' | 'pane'>): readonly PanelId[] {
  const shown = panelIds.find((id) => id === pane)
  return shown === undefined || panels.includes(shown) ? panels : [...panels, shown]
}

/** A wide screen has it beside the chart; a narrow one in the place of all. */
export function showPanel(workspace: Workspace, id: PanelId, wide: boolean): Workspace {
  if (!wide) return { ...workspace, pane: id }
  return workspace.panels.includes(id) ? workspace : { ...workspace, panels: [...workspace.panels, id] }
}

export function switchPanel(workspace: Workspace, id: PanelId, wide: boolean): Workspace {
  const open = wide ? openPanels(workspace).includes(id) : workspace.pane === id
  if (!open) return showPanel(workspace, id, wide)
  return {
    ...workspace,
    panels: workspace.panels.filter((panel) => panel !== id),
    pane: workspace.pane === id ? 'chart' : workspace.pane,
  }
}
