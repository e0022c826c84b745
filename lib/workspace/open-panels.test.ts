import { expect, test } from 'vitest'
import { openPanels, showPanel, switchPanel } from './open-panels.ts'
import { defaultWorkspace } from './workspace.ts'

test('a link that shows a phone the alerts opens them on a wide screen too, and there they can be closed', () => {
  const linked = { ...defaultWorkspace, panels: ['trades'], pane: 'alerts' } as const
  expect(openPanels(linked)).toEqual(['trades', 'alerts'])
  const closed = switchPanel(linked, 'alerts', true)
  expect(openPanels(closed)).toEqual(['trades'])
  expect(closed.pane).toBe('chart')
})

test('a wide screen opens beside the chart, a narrow one in its place', () => {
  expect(switchPanel(defaultWorkspace, 'movers', true)).toMatchObject({ panels: ['movers'], pane: 'list' })
  expect(switchPanel(defaultWorkspace, 'movers', false)).toMatchObject({ panels: [], pane: 'movers' })
  const shown = showPanel(showPanel(defaultWorkspace, 'alerts', true), 'alerts', true)
  expect(shown.panels).toEqual(['alerts'])
})
