// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import LayoutsPanel from '@/components/workspace/layouts-panel.tsx'
import Toast from '@/components/workspace/toast.tsx'
import { resetWorkspace } from '@/components/workspace/workspace-store.ts'
import { layoutKeys } from '@/lib/workspace/layout-keys.ts'

beforeEach(() => {
  localStorage.clear()
  resetWorkspace()
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

test('what could not be read of layouts can be had as a file, and be discarded, which can be undone', async () => {
  const saved: Blob[] = []
  const urls = { createObjectURL: (blob: Blob) => `blob:${saved.push(blob)}`, revokeObjectURL: () => undefined }
  vi.stubGlobal('URL', Object.assign(URL, urls))
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue()
  localStorage.setItem(layoutKeys.namedUnread, '{"layouts":[[')
  localStorage.setItem(layoutKeys.currentUnread, 'nonsense')
  const panel = (
    <>
      <LayoutsPanel onDone={() => undefined} />
      <Toast />
    </>
  )
  render(panel)
  const user = userEvent.setup()
  await user.click(screen.getByRole('button', { name: 'Save as a file' }))
  expect(await saved[0]?.text()).toBe('{"layouts":[[\n\nnonsense\n')
  await user.click(screen.getByRole('button', { name: 'Discard' }))
  const kept = () => [layoutKeys.namedUnread, layoutKeys.currentUnread].map((key) => localStorage.getItem(key))
  expect(kept()).toEqual([null, null])
  expect(screen.queryByRole('button', { name: 'Discard' })).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  expect(kept()).toEqual(['{"layouts":[[', 'nonsense'])
})
