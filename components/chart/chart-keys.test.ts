import { expect, test, vi } from 'vitest'
import { chartKey } from '@/components/chart/chart-keys.ts'
import { elementKeys, keyHelp } from '@/lib/keyboard/key-help.ts'

const press = (key: string, held: Partial<Record<'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey', boolean>> = {}) => {
  const chart = { step: vi.fn(), stepTo: vi.fn(), hideCrosshair: vi.fn(), scroll: vi.fn(), zoom: vi.fn() }
  const taken = chartKey({ key, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...held }, chart)
  return { chart, taken }
}

test('arrow keys move the crosshair by a bar, with Shift by ten', () => {
  expect(press('ArrowLeft').chart.step).toHaveBeenCalledWith(-1, 0)
  expect(press('ArrowRight', { shiftKey: true }).chart.step).toHaveBeenCalledWith(10, 0)
  expect(press('ArrowUp').chart.step.mock.lastCall?.[1]).toBeGreaterThan(0)
  expect(press('ArrowDown').chart.step.mock.lastCall?.[1]).toBeLessThan(0)
})

test('pages scroll, plus and minus zoom, Escape takes the crosshair away', () => {
  expect(press('PageUp').chart.scroll.mock.lastCall?.[0]).toBeLessThan(0)
  expect(press('+').chart.zoom.mock.lastCall?.[0]).toBeLessThan(1)
  expect(press('-').chart.zoom.mock.lastCall?.[0]).toBeGreaterThan(1)
  expect(press('Home').chart.stepTo).toHaveBeenCalledWith('first')
  expect(press('Escape').chart.hideCrosshair).toHaveBeenCalled()
})

test('every key of a chart is listed under ?', () => {
  const rows = [...elementKeys, ...keyHelp('other').flatMap((group) => group.rows)]
  const listed = rows.flatMap(({ keys, where }) =>
    where === undefined || where === 'in a chart' ? keys.map((caps) => caps.join(' ')) : [],
  )
  const inChart = elementKeys.flatMap(({ keys, where }) => (where === 'in a chart' ? keys.flat() : []))
  expect(inChart).toEqual(expect.arrayContaining(['↑', '↓', 'Shift ←', 'Shift →', 'Shift ↑', 'Shift ↓', 'Home', 'End']))
  expect(listed).toEqual(expect.arrayContaining(['←', '→', 'Page ↑', 'Page ↓', '+', '-', 'Esc']))
})

test('letters and shortcuts of the page are left to the page', () => {
  expect(press('e').taken).toBe(false)
  expect(press('ArrowLeft', { altKey: true }).taken).toBe(false)
  expect(press('+', { ctrlKey: true }).taken).toBe(false)
})
