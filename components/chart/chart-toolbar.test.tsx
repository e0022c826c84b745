// @vitest-environment jsdom
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ChartToolbar } from '@/components/chart/chart-toolbar.tsx'
import { resetWorkspace } from '@/components/workspace/workspace-store.ts'

beforeEach(() => {
  localStorage.clear()
  resetWorkspace()
  // jsdom lays nothing out.
  vi.spyOn(Element.prototype, 'getClientRects').mockReturnValue([{}] as unknown as DOMRectList)
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

test('arrow keys go from tool to tool and around, Home and End to either end', async () => {
  const user = userEvent.setup()
  render(<ChartToolbar timeZone="UTC" />)
  const name = () => document.activeElement?.textContent ?? ''
  const label = () => document.activeElement?.getAttribute('aria-label')
  screen.getByRole('button', { name: /1 second/ }).focus()
  await user.keyboard('{ArrowRight}')
  expect(name()).toMatch(/^1m/)
  await user.keyboard('{ArrowLeft}{ArrowLeft}')
  expect(label()).toBe('More tools')
  await user.keyboard('{Home}')
  expect(name()).toMatch(/^1s/)
  await user.keyboard('{End}')
  expect(label()).toBe('More tools')
})
