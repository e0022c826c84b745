// @vitest-environment jsdom
import { renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { copyLink } from '@/components/workspace/share-link.ts'
import { resetWorkspace, setWorkspace, useMessage } from '@/components/workspace/workspace-store.ts'

beforeEach(() => {
  localStorage.clear()
  resetWorkspace()
})
afterEach(() => vi.unstubAllGlobals())

test.each([
  [100, 'Link to this view copied', true],
  [101, /^Link to this view copied, without the list “Big”/, false],
] as const)('a link from a list of %i instruments says whether the list is in it', async (count, told, isThere) => {
  const writeText = vi.fn(async (_: string) => undefined)
  vi.stubGlobal('navigator', { ...navigator, language: 'en', clipboard: { writeText } })
  const symbols = Array.from({ length: count }, (_, index) => `SIM:S${index}`)
  setWorkspace({
    lists: [{ id: 'big', name: 'Big', kind: 'own', groups: [{ name: '', collapsed: false, symbols }] }],
    activeList: 'big',
  })
  const { result } = renderHook(useMessage)
  await copyLink()
  await vi.waitFor(() => expect(result.current.text).toMatch(told))
  if (told === 'Link to this view copied') expect(result.current.text).toBe(told)
  expect(writeText.mock.calls[0]?.[0].includes('SIM:S7')).toBe(isThere)
})
