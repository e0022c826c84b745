import { expect, test } from 'vitest'
import { type HeatmapTile, layOutHeatmap, steadyOrder, withFloor } from './heatmap-layout.ts'

const tile = (symbol: string, group: string, weight: number): HeatmapTile => ({ symbol, group, weight })
const options = { width: 600, height: 400, headPx: 20, leastArea: 400 }

test('tiles are inside their group, below its name', () => {
  const groups = layOutHeatmap([tile('A', 'stock', 3), tile('B', 'crypto', 5), tile('C', 'crypto', 1)], options)
  expect(groups.map(({ name, tiles }) => [name, tiles.map(({ symbol }) => symbol)])).toEqual([
    ['crypto', ['B', 'C']],
    ['stock', ['A']],
  ])
  for (const { rect, tiles } of groups) {
    for (const each of tiles) {
      expect(each.rect.y).toBeGreaterThanOrEqual(rect.y + 20)
      expect(each.rect.x + each.rect.width).toBeLessThanOrEqual(rect.x + rect.width)
    }
  }
})

test('a tile of which no volume is known can still be seen and hit', () => {
  const [group] = layOutHeatmap([tile('A', '', 1_000_000), tile('B', '', 0)], { ...options, headPx: 0 })
  const smallest = group?.tiles[1]?.rect
  expect((smallest?.width ?? 0) * (smallest?.height ?? 0)).toBeGreaterThanOrEqual(390)
})

test('before any volume is known all are alike', () => {
  expect(withFloor([0, 0, 0], 0.01)).toEqual([1, 1, 1])
})

test('what is raised to the floor is paid for by the others in proportion', () => {
  const weights = withFloor([60, 40, 0, 0], 0.1)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  expect(weights.map((weight) => weight / total)).toEqual([0.48, 0.32, 0.1, 0.1].map((share) => expect.closeTo(share)))
})

test('two of about the same volume do not change places; a clearly larger one moves up', () => {
  const weights = new Map([
    ['A', 100],
    ['B', 110],
    ['C', 150],
    ['new', 105],
  ])
  expect(steadyOrder(['A', 'B', 'gone'], new Map([...weights].slice(0, 2)))).toEqual(['A', 'B'])
  expect(steadyOrder(['A', 'B', 'C'], weights)).toEqual(['C', 'new', 'A', 'B'])
  expect(steadyOrder([], weights)).toEqual(['C', 'B', 'new', 'A'])
})
