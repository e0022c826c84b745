import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Rect, squarify } from './treemap.ts'

const within: Rect = { x: 10, y: 20, width: 600, height: 400 }
const area = ({ width, height }: Rect) => width * height

test('the example of the paper: 6, 6, 4, 3, 2, 2, 1 in 6 by 4', () => {
  const rects = squarify([6, 6, 4, 3, 2, 2, 1], { x: 0, y: 0, width: 600, height: 400 })
  expect(rects.slice(0, 4)).toEqual([
    { x: 0, y: 0, width: 300, height: 200 },
    { x: 0, y: 200, width: 300, height: 200 },
    { x: 300, y: 0, width: 171, height: 233 },
    { x: 471, y: 0, width: 129, height: 233 },
  ])
})

test('rectangles fill the whole without overlap, with areas in proportion', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 60 }), (some) => {
      const weights = some.toSorted((a, b) => b - a)
      const rects = squarify(weights, within)
      expect(rects.reduce((sum, rect) => sum + area(rect), 0)).toBe(area(within))
      for (const [index, rect] of rects.entries()) {
        expect(rect.x >= 10 && rect.y >= 20 && rect.x + rect.width <= 610 && rect.y + rect.height <= 420).toBe(true)
        for (const other of rects.slice(0, index)) expect(overlap(rect, other)).toBe(0)
      }
    }),
  )
})

test('no tile of a usual market is a sliver', () => {
  const weights = Array.from({ length: 50 }, (_, index) => 1000 / (index + 1))
  for (const { width, height } of squarify(weights, within)) expect(Math.max(width / height, height / width)).toBeLessThan(3.5)
})

test('nothing to place, or nowhere to place it, is not an error', () => {
  expect(squarify([], within)).toEqual([])
  expect(squarify([1, 1], { ...within, width: 0 }).map(area)).toEqual([0, 0])
})

function overlap(one: Rect, other: Rect): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x)
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y)
  return Math.max(0, width) * Math.max(0, height)
}
