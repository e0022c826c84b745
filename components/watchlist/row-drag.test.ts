// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { dragRow, keepStill } from '@/components/watchlist/row-drag.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  document.body.replaceChildren()
})

test('a list scrolls under a finger but while that takes a row along', () => {
  const [scroller, other, body] = [document.createElement('div'), document.createElement('div'), document.createElement('div')]
  Object.assign(scroller, { setPointerCapture: () => undefined, hasPointerCapture: () => false })
  scroller.append(body)
  document.body.append(scroller, other)
  const scrolls = (list: HTMLElement): boolean => list.dispatchEvent(new Event('touchmove', { cancelable: true }))
  const releases = [keepStill(scroller), keepStill(other)]
  expect(scrolls(scroller)).toBe(true)

  const finger = { pointerId: 1, pointerType: 'touch', start: { x: 10, y: 10 } }
  const list = { scroller, body, rowHeight: 46, rows: () => [] }
  dragRow({ ...finger, ...list, symbol: 'SIM:A', label: 'A', sorted: false, onDrop: () => undefined })
  expect(scrolls(scroller)).toBe(true)
  vi.advanceTimersByTime(350)
  expect([scrolls(scroller), scrolls(other)]).toEqual([false, true])
  window.dispatchEvent(new PointerEvent('pointerup', { pointerId: 1 }))
  expect(scrolls(scroller)).toBe(true)
  for (const release of releases) release()
})
