// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepFocus } from '@/components/ui/keep-focus.ts'

let end: () => void
beforeEach(() => {
  vi.useFakeTimers()
  document.body.innerHTML = `
    <main>
      <div class="watchlist" id="list" tabindex="0"></div>
      <section id="panels">
        <section id="first"><button id="close"></button></section>
        <section id="second"><div id="trades" tabindex="0"></div></section>
      </section>
    </main>
    <div id="message"><button id="undo"></button></div>
    <dialog id="find" open><input id="query" /></dialog>`
  // jsdom lays nothing out: what is there is seen.
  vi.spyOn(Element.prototype, 'getClientRects').mockImplementation(function rects(this: Element) {
    return (this.isConnected && this.closest('[hidden]') === null ? [{}] : []) as unknown as DOMRectList
  })
  end = keepFocus()
})
afterEach(() => {
  end()
  vi.restoreAllMocks()
  vi.useRealTimers()
  document.body.replaceChildren()
})
const element = (id: string) => document.getElementById(id) as HTMLElement
const focused = () => document.activeElement?.id
function press(id: string, does: () => void, event: Event = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })): void {
  element(id).focus()
  element(id).dispatchEvent(event)
  does()
  vi.advanceTimersByTime(400)
}

test('what a key removed with itself leaves the focus to what is nearest', () => {
  press('close', () => element('first').remove())
  expect(focused()).toBe('trades')
})

test('where nothing of its part is left, it goes back to where it was before', () => {
  element('trades').focus()
  press('undo', () => element('message').remove())
  expect(focused()).toBe('trades')
})

test('what is hidden keeps no focus either', () => {
  press('trades', () => {
    element('panels').hidden = true
    element('trades').blur()
  })
  expect(focused()).toBe('list')
})

test('a click of a screen reader counts as a key, one of a pointer moves nothing', () => {
  press('close', () => element('first').remove(), new MouseEvent('click', { bubbles: true, detail: 1 }))
  expect(focused()).toBe('')
  press('undo', () => element('undo').remove(), new MouseEvent('click', { bubbles: true, detail: 0 }))
  expect(focused()).not.toBe('')
})

test('a focus that somebody gave up or moved stays so', () => {
  press('close', () => element('close').blur())
  expect(focused()).toBe('')
  press('close', () => {
    element('first').remove()
    element('list').focus()
  })
  expect(focused()).toBe('list')
})

test('what lay over the page leaves the focus where it was, if that was nowhere; and near what it took away', () => {
  press('query', () => {
    element('find').hidden = true
    element('query').blur()
  })
  expect(focused()).toBe('')
  element('find').hidden = false
  press('query', () => {
    element('find').hidden = true
    element('close').focus()
    element('first').remove()
  })
  expect(focused()).toBe('trades')
  element('list').focus()
  element('find').hidden = false
  press('query', () => {
    element('find').hidden = true
    element('list').remove()
    element('query').blur()
  })
  expect(focused()).toBe('trades')
})
