// @vitest-environment jsdom
import { act, cleanup, renderHook } from '@testing-library/react'
import { beforeEach, describe, expect, test } from 'vitest'
import { importLayout, listLayouts, openNamedLayout, saveLayout, useLayouts } from '@/components/workspace/layout-actions.ts'
import { getWorkspace, resetWorkspace, undoLastEdit, useMessage } from '@/components/workspace/workspace-store.ts'
import { layoutKeys } from '@/lib/workspace/layout-keys.ts'
import { createLayouts } from '@/lib/workspace/layouts.ts'
import { defaultChart, defaultWorkspace } from '@/lib/workspace/workspace.ts'
import { serialiseWorkspace } from '@/lib/workspace/workspace-file.ts'

/** What a browser tells this tab when another one stored something. */
const tell = (): void => {
  window.dispatchEvent(new StorageEvent('storage', { key: layoutKeys.named, newValue: localStorage.getItem(layoutKeys.named) }))
}
const names = (): string[] => listLayouts().map(({ name }) => name)

beforeEach(() => {
  localStorage.clear()
  resetWorkspace()
  tell()
  return cleanup
})

describe('layouts that another tab saves', () => {
  test('are listed the next time the list is shown', () => {
    saveLayout('Here')
    const { unmount } = renderHook(useLayouts)
    unmount()
    expect(names()).toEqual(['Here'])
    createLayouts(localStorage).save('There', defaultWorkspace, 1)
    tell()
    const { result } = renderHook(useLayouts)
    expect(result.current.map(({ name }) => name)).toEqual(['Here', 'There'])
  })

  test('appear while the list is shown', () => {
    const { result } = renderHook(useLayouts)
    expect(result.current).toEqual([])
    createLayouts(localStorage).save('There', defaultWorkspace, 1)
    act(tell)
    expect(result.current.map(({ name }) => name)).toEqual(['There'])
  })
})

test('a layout with settings that its indicators cannot take is opened without them, and that is told', async () => {
  const chart = { ...defaultChart, indicators: [{ id: 'rsi', parameters: { length: 1e9, period: 3 } }] }
  const workspace = { ...defaultWorkspace, charts: [chart] }
  const left =
    'The setting “length” of the indicator “rsi” is “1000000000”, not from 2 to 1000, and was left out. The setting “period” of the indicator “rsi” is not known and was left out.'
  createLayouts(localStorage).save('Mine', workspace, 1)
  const { result } = renderHook(useMessage)
  act(() => openNamedLayout('Mine'))
  expect(result.current).toEqual({ text: `Layout “Mine” opened. ${left}`, canUndo: true })
  expect(getWorkspace().charts[0]?.indicators).toEqual([{ id: 'rsi', parameters: {} }])
  await act(() => importLayout(new File([serialiseWorkspace(workspace)], 'Theirs.json')))
  expect(result.current.text).toBe(`Layout “Theirs” imported. ${left}`)
  expect(createLayouts(localStorage).load('Theirs')?.workspace.charts[0]?.indicators).toEqual([{ id: 'rsi', parameters: {} }])
})

test('a layout saved under a name that there is takes its place, which can be undone, and leaves what another tab saved', () => {
  saveLayout('Day')
  createLayouts(localStorage).save('Day', { ...defaultWorkspace, arrangement: '2h' }, 2)
  tell()
  saveLayout(' Day ')
  const { result } = renderHook(useMessage)
  expect(result.current).toEqual({ text: 'Layout “Day” saved in place of the one of that name', canUndo: true })
  createLayouts(localStorage).save('There', defaultWorkspace, 3)
  act(undoLastEdit)
  expect(createLayouts(localStorage).load('Day')?.workspace.arrangement).toBe('2h')
  expect(names()).toEqual(['Day', 'There'])
})
