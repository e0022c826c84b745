// @vitest-environment jsdom
import { renderHook, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { createFakeStream, quote } from '@/components/test-support/fake-stream.ts'
import { useSortedGroups } from '@/components/watchlist/use-sorted-groups.ts'
import { getMessage } from '@/components/workspace/workspace-store.ts'
import type { SortOrder } from '@/lib/workspace/workspace.ts'

const part = vi.hoisted(() => ({ isThere: false }))
vi.mock('@/components/watchlist/sort-symbols.ts', async (load) => {
  if (!part.isThere) throw new Error('not now')
  return await load()
})

test('a list whose sorting could not be loaded says so, stays as it is and is sorted with the next order that can be', async () => {
  const groups = [{ name: '', collapsed: false, symbols: ['SIM:A', 'SIM:B'] }]
  const { quotes } = createFakeStream([quote('SIM:A', { last: 1 }), quote('SIM:B', { last: 2 })]).client
  const by = (descending: boolean): SortOrder => ({ column: 'last', descending })
  const { result, rerender } = renderHook(({ order }) => useSortedGroups(groups, order, false, quotes), {
    initialProps: { order: by(true) },
  })
  await waitFor(() => expect(getMessage()).toBe('Sorting could not be loaded.'))
  expect(result.current).toEqual([['SIM:A', 'SIM:B']])
  part.isThere = true
  rerender({ order: by(false) })
  rerender({ order: by(true) })
  await waitFor(() => expect(result.current).toEqual([['SIM:B', 'SIM:A']]))
})
