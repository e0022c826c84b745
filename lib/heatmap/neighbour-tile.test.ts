import { expect, test } from 'vitest'
import { layOutHeatmap } from './heatmap-layout.ts'
import { neighbourTile } from './neighbour-tile.ts'

//  A A B C
//  A A D D
const tiles = [
  { symbol: 'A', rect: { x: 0, y: 0, width: 20, height: 20 } },
  { symbol: 'B', rect: { x: 20, y: 0, width: 10, height: 10 } },
  { symbol: 'C', rect: { x: 30, y: 0, width: 10, height: 10 } },
  { symbol: 'D', rect: { x: 20, y: 10, width: 20, height: 10 } },
]

test('arrows go to the tile that lies there', () => {
  expect(neighbourTile(tiles, 'C', 'left')).toBe('B')
  expect(neighbourTile(tiles, 'B', 'left')).toBe('A')
  expect(neighbourTile(tiles, 'D', 'left')).toBe('A')
  expect(neighbourTile(tiles, 'C', 'down')).toBe('D')
  expect(neighbourTile(tiles, 'B', 'right')).toBe('C')
})

test('at the edge there is nothing to go to', () => {
  expect(neighbourTile(tiles, 'A', 'up')).toBeUndefined()
  expect(neighbourTile(tiles, 'A', 'left')).toBeUndefined()
  expect(neighbourTile(tiles, 'none', 'left')).toBeUndefined()
})

test('every tile of a map can be reached by arrows', () => {
  const placed = layOutHeatmap(
    Array.from({ length: 80 }, (_, index) => ({
      symbol: `S${index}`,
      group: index % 3 === 0 ? 'a' : 'b',
      weight: 100 / (index + 1),
    })),
    { width: 640, height: 480, headPx: 18, leastArea: 400 },
  ).flatMap((group) => group.tiles)
  const reached = new Set(['S0'])
  for (const symbol of reached) {
    for (const direction of ['left', 'right', 'up', 'down'] as const) {
      const next = neighbourTile(placed, symbol, direction)
      if (next !== undefined) reached.add(next)
    }
  }
  expect(reached.size).toBe(80)
})
