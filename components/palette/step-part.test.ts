// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { stepPart, takeFocusAlong } from '@/components/palette/step-part.ts'

const page = `
  <header class="top-bar"><button id="search"></button></header>
  <div class="dashboard-list"><button></button><div class="watchlist" id="list" tabindex="0"></div></div>
  <div class="chart-place"><button></button><div id="one" role="application" tabindex="0"></div></div>
  <div class="chart-place"><div id="two" role="application" tabindex="0"></div></div>
  <section class="side-panel"><button></button><div id="trades" tabindex="0"></div></section>
  <section class="side-panel"><p>nothing to go to</p></section>
  <nav class="pane-tabs" style="visibility: hidden"><button></button></nav>`

beforeEach(() => {
  document.body.innerHTML = page
  // jsdom lays nothing out.
  vi.spyOn(Element.prototype, 'getClientRects').mockReturnValue([{}] as unknown as DOMRectList)
})
afterEach(() => {
  vi.restoreAllMocks()
  document.body.replaceChildren()
})
const focused = () => document.activeElement?.id
function went(by: 1 | -1): string | undefined {
  stepPart(by)
  return focused()
}

test('from nowhere the focus goes to the list, on through charts and panels to the bar at the top, and back', () => {
  expect([1, 2, 3, 4, 5, 6].map(() => went(1))).toEqual(['list', 'one', 'two', 'trades', 'search', 'list'])
  expect([went(-1), went(-1)]).toEqual(['search', 'trades'])
})

test('from a button within a part it goes on from that part', () => {
  document.querySelector<HTMLElement>('.side-panel button')?.focus()
  expect(went(1)).toBe('search')
})

test('another chart gets the focus of the one before, and none where none had it', async () => {
  let active = 0
  const change = () => {
    active = 1
  }
  const take = () => takeFocusAlong(change, () => active)
  take()
  await new Promise(requestAnimationFrame)
  expect(focused()).toBe('')
  document.getElementById('one')?.focus()
  take()
  await vi.waitFor(() => expect(focused()).toBe('two'))
})
