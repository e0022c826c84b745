import { afterEach, beforeEach, vi } from 'vitest'

/** jsdom lays nothing out: every element gets this size, so that lists have rows and columns. */
export function layOut(width: number, height: number): void {
  beforeEach(() => {
    for (const [name, value] of [
      ['clientWidth', width],
      ['offsetWidth', width],
      ['clientHeight', height],
      ['offsetHeight', height],
    ] as const) {
      vi.spyOn(HTMLElement.prototype, name, 'get').mockReturnValue(value)
    }
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observe = () => undefined
        unobserve = () => undefined
        disconnect = () => undefined
      },
    )
    vi.stubGlobal('matchMedia', (query: string) => ({
      matches: /min-width/.test(query),
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }))
    Element.prototype.scrollTo = () => undefined
  })
  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
  })
}
