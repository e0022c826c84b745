// @vitest-environment jsdom
import { render } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { PreferencesScript } from '@/components/workspace/preferences-script.tsx'
import { getWorkspace, resetWorkspace } from '@/components/workspace/workspace-store.ts'
import { layoutKeys } from '@/lib/workspace/layout-keys.ts'
import { firstPanelsFromPx, openPanels } from '@/lib/workspace/open-panels.ts'

const usualWidth = window.innerWidth

beforeEach(() => {
  localStorage.clear()
  window.innerWidth = firstPanelsFromPx
})
afterEach(() => {
  vi.unstubAllGlobals()
  window.innerWidth = usualWidth
  window.history.replaceState(null, '', '/')
})

/** Whether the page is divided for panels before it is drawn, and after. */
function divided(path: string): readonly [before: boolean, after: boolean] {
  window.history.replaceState(null, '', path)
  resetWorkspace()
  const { container } = render(<PreferencesScript />)
  new Function(container.querySelector('script')?.textContent ?? '')()
  const before = document.documentElement.dataset.side !== 'false'
  return [before, openPanels(getWorkspace()).length > 0]
}

describe('before the first paint a wide page is divided as it will be', () => {
  test('on a first visit', () => {
    expect(divided('/')).toEqual([true, true])
    window.innerWidth -= 1
    expect(divided('/')).toEqual([false, false])
  })

  test('where the browser keeps nothing', () => {
    vi.stubGlobal('localStorage', {
      getItem() {
        throw new DOMException('denied', 'SecurityError')
      },
    })
    expect(divided('/')).toEqual([true, true])
  })

  test('where what is kept cannot be read', () => {
    localStorage.setItem(layoutKeys.current, '{')
    expect(divided('/')).toEqual([false, false])
  })

  test('with a link that says which panels, or that there are none', () => {
    expect(divided('/?p=quote')).toEqual([true, true])
    expect(divided('/?p=-')).toEqual([false, false])
  })
})
