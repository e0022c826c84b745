// @vitest-environment jsdom
import { act, cleanup, renderHook } from '@testing-library/react'
import { beforeEach, describe, expect, test } from 'vitest'
import { listLayouts, saveLayout, useLayouts } from '@/components/workspace/layout-actions.ts'
import { layoutKeys } from '@/lib/workspace/layout-keys.ts'
import { createLayouts } from '@/lib/workspace/layouts.ts'
import { defaultWorkspace } from '@/lib/workspace/workspace.ts'

/** What a browser tells this tab when another one stored something. */
const tell = (): void => {
  window.dispatchEvent(new StorageEvent('storage', { key: layoutKeys.named, newValue: localStorage.getItem(layoutKeys.named) }))
}
const names = (): string[] => listLayouts().map(({ name }) => name)

beforeEach(() => {
  localStorage.clear()
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
